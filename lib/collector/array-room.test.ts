import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArrayRoom } from './array-room.ts';

test('each has its own values, however many are taken, and however long they are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(100), fc.integer({ min: 4_000, max: 9_000 })), { maxLength: 40 }),
      (lengths) => {
        const room = new ArrayRoom((length) => new Int32Array(length));
        const taken = lengths.map((length) => room.take(length));
        for (const [index, values] of taken.entries()) {
          expect(values).toEqual(new Int32Array(lengths[index] ?? 0));
          values.fill(index + 1);
        }
        for (const [index, values] of taken.entries()) expect(values.every((value) => value === index + 1)).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});
