import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonBatches } from './upsert.ts';

test.each([
  ['nothing', [], { rows: 3, chars: 100 }, []],
  ['few rows', [1, 2], { rows: 3, chars: 100 }, [2]],
  ['more rows than one takes', [1, 1, 1, 1, 1, 1, 1], { rows: 3, chars: 1000 }, [3, 3, 1]],
  ['longer rows than one takes', [40, 40, 40], { rows: 10, chars: 100 }, [2, 1]],
  ['one row that is too long', [5, 500, 5], { rows: 10, chars: 100 }, [1, 1, 1]],
])('%s', (_, lengths, most, expected) => {
  const records = lengths.map((length) => ({ a: 'x'.repeat(Math.max(0, length - 8)) }));
  expect([...jsonBatches(records, most)].map((batch) => JSON.parse(batch).length)).toEqual(expected);
});

test('the batches are the records, in order, none empty', () => {
  const record = fc.record({ name: fc.string({ maxLength: 30 }), lag: fc.integer() });
  const most = fc.record({ rows: fc.integer({ min: 1, max: 5 }), chars: fc.integer({ min: 1, max: 90 }) });
  fc.assert(
    fc.property(fc.array(record), most, (records, bounds) => {
      const batches: object[][] = [...jsonBatches(records, bounds)].map((batch) => JSON.parse(batch));
      expect(batches.flat()).toEqual(records);
      for (const batch of batches) expect(batch.length).toBeGreaterThan(0);
    }),
  );
});
