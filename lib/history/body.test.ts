import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyBody, place, SLOT_BYTES, seal, slotNumber, slotValue, slotView } from './body.ts';
import { NO_COMMIT, NOT_OBSERVED } from './contract.ts';

const FIRST_REFUSED = 2n ** 53n;
const storable = fc.oneof(
  fc.bigInt({ min: 0n, max: FIRST_REFUSED - 1n }),
  fc.constantFrom(NO_COMMIT, NOT_OBSERVED, 0n, 1n, FIRST_REFUSED - 1n, 2n ** 32n, 2n ** 31n),
);

function bodyOf(values: readonly bigint[], first = 0): { bytes: Buffer; refused: number[] } {
  const body = emptyBody(first + values.length);
  const refused = place(body, first, BigInt64Array.from(values));
  return { bytes: seal(body), refused };
}

describe('poll body', () => {
  test('every storable value comes back, exactly and as a number', () => {
    fc.assert(
      fc.property(fc.array(storable, { maxLength: 40 }), fc.nat({ max: 9 }), (values, first) => {
        const { bytes, refused } = bodyOf(values, first);
        expect(refused).toEqual([]);
        expect(bytes.length).toBe((first + values.length) * SLOT_BYTES);
        const view = slotView(bytes);
        values.forEach((value, index) => {
          expect(slotValue(bytes, first + index)).toBe(value);
          expect(slotNumber(view, first + index)).toBe(value === NOT_OBSERVED ? Number.NaN : Number(value));
        });
        for (let slot = 0; slot < first; slot++) expect(slotValue(bytes, slot)).toBe(NOT_OBSERVED);
      }),
    );
  });

  test('a value no number holds exactly is refused and reads as not observed', () => {
    const unstorable = fc.oneof(
      fc.bigInt({ min: FIRST_REFUSED, max: 2n ** 63n - 1n }),
      fc.bigInt({ min: NOT_OBSERVED + 1n, max: -2n }),
    );
    fc.assert(
      fc.property(
        fc.array(storable, { maxLength: 8 }),
        unstorable,
        fc.array(storable, { maxLength: 8 }),
        (a, bad, b) => {
          const { bytes, refused } = bodyOf([...a, bad, ...b]);
          expect(refused).toEqual([a.length]);
          expect(slotValue(bytes, a.length)).toBe(NOT_OBSERVED);
          b.forEach((value, index) => {
            expect(slotValue(bytes, a.length + 1 + index)).toBe(value);
          });
        },
      ),
    );
  });

  test('bytes are big-endian, as documented for readers in other languages', () => {
    expect(bodyOf([1n, NO_COMMIT]).bytes.toString('hex')).toBe('0000000000000001ffffffffffffffff');
  });

  test('beyond the end nothing was observed', () => {
    const { bytes } = bodyOf([7n]);
    expect(slotValue(bytes, 1)).toBe(NOT_OBSERVED);
    expect(slotNumber(slotView(bytes), 1)).toBeNaN();
  });

  test('a view into the middle of a larger buffer reads the same', () => {
    const { bytes } = bodyOf([5n, 6n]);
    const shifted = Buffer.concat([Buffer.from([1, 2, 3]), bytes]).subarray(3);
    expect(slotNumber(slotView(shifted), 1)).toBe(6);
    expect(slotValue(shifted, 1)).toBe(6n);
  });
});
