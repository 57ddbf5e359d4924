import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packChunk, packedChunk, unpackChunk } from './chunk.ts';
import { ABSENT, NONE } from './special-values.ts';

const LARGEST = 2 ** 53 - 1;

/** What comes back of columns of these values. */
function roundTrip(columns: number[][]): number[][] {
  const points = columns[0]?.length ?? 0;
  const packed = packedChunk({ columns: columns.length, points, values: Float64Array.from(columns.flat()) });
  const read = unpackChunk(packed);
  return Array.from({ length: read.columns }, (_, column) => [
    ...read.values.subarray(column * read.points, (column + 1) * read.points),
  ]);
}

const bytesPerValue = (columns: number, points: number, valueAt: (column: number, point: number) => number) =>
  packedChunk({
    columns,
    points,
    values: Float64Array.from({ length: columns * points }, (_, at) => valueAt(Math.floor(at / points), at % points)),
  }).length /
  (columns * points);

describe('a chunk gives back what was packed', () => {
  const special = fc.constantFrom(Number.NaN, NONE, ABSENT);
  const anything = fc.oneof(fc.maxSafeNat(), special, fc.constantFrom(0, LARGEST));
  const quiet = fc.integer({ min: 0, max: 300 });
  const traffic = fc
    .record({
      first: fc.integer({ min: 0, max: 1e12 }),
      steps: fc.array(
        fc.oneof(
          { weight: 20, arbitrary: fc.integer({ min: 0, max: 10_000 }) },
          { weight: 1, arbitrary: fc.integer({ min: -10_000, max: 0 }) },
          { weight: 1, arbitrary: fc.constantFrom(2 ** 30, 2 ** 31 - 1, 2 ** 31, 2 ** 40) },
        ),
        { minLength: 40, maxLength: 40 },
      ),
      holes: fc.array(fc.tuple(fc.nat(39), fc.nat(9), special), { maxLength: 3 }),
    })
    .map(({ first, steps, holes }) => {
      let offset = first;
      const column = steps.map((step) => {
        offset = Math.max(0, offset + step);
        return offset;
      });
      for (const [from, length, value] of holes) column.fill(value, from, from + length);
      return column;
    });

  test.each([
    ['values of any size, holes of any kind', anything],
    ['small values', quiet],
    ['small values with holes', fc.oneof(quiet, special)],
  ])('%s', (_, value) => {
    const columns = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 40 }))
      .chain(([count, points]) =>
        fc.array(fc.array(value, { minLength: points, maxLength: points }), { minLength: count, maxLength: count }),
      );
    fc.assert(
      fc.property(columns, (given) => {
        expect(roundTrip(given)).toEqual(given);
      }),
    );
  });

  test('offsets that move, jump, fall and are not seen for a while', () => {
    fc.assert(
      fc.property(fc.array(traffic, { minLength: 1, maxLength: 6 }), (given) => {
        expect(roundTrip(given)).toEqual(given);
      }),
    );
  });

  test.each<[what: string, columns: number[][]]>([
    ['nothing', []],
    ['one value', [[7]]],
    ['one hole', [[Number.NaN]]],
    ['the largest value there may be', [[0, LARGEST, 0, LARGEST]]],
    ['a jump that just fits', [[0, 2 ** 31 - 1, 0]]],
    ['a jump that just does not', [[0, 2 ** 31, 0]]],
    ['no commit, then commits', [[NONE, NONE, 500, 510]]],
    [
      'a partition that came later',
      [
        [1, 2, 3],
        [ABSENT, ABSENT, 0],
      ],
    ],
    [
      'all unseen but one',
      [
        [Number.NaN, Number.NaN],
        [5, Number.NaN],
      ],
    ],
  ])('%s', (_, columns) => {
    expect(roundTrip(columns)).toEqual(columns);
  });

  test('more columns than a block holds, packed with pauses in between', () => {
    const points = 360;
    const values = Float64Array.from({ length: 300 * points }, (_, at) => at * 17);
    const packing = packChunk({ columns: 300, points, values });
    let pauses = 0;
    let step = packing.next();
    for (; !step.done; step = packing.next()) pauses += 1;
    expect(pauses).toBe(3);
    expect(unpackChunk(step.value)).toEqual({ columns: 300, points, values });
  });

  test('into memory that is there already', () => {
    const memory = new Float64Array(100).fill(9);
    const packed = packedChunk({ columns: 2, points: 2, values: Float64Array.of(1, 2, Number.NaN, 4) });
    const { values } = unpackChunk(packed, memory);
    expect(values).toBe(memory);
    expect([...values.subarray(0, 5)]).toEqual([1, 2, Number.NaN, 4, 9]);
  });
});

describe('a chunk of which some columns are asked for', () => {
  test('gives those as if all had been', () => {
    const points = 400;
    const values = Float64Array.from({ length: 200 * points }, (_, at) =>
      at % 7 === 0 ? Number.NaN : at % 1009 === 0 ? NONE : (at * at) % 1e9,
    );
    const packed = packedChunk({ columns: 200, points, values });
    const isWanted = (column: number) => column % 3 === 1;
    const read = unpackChunk(packed, new Float64Array(200 * points), isWanted).values;
    for (let column = 0; column < 200; column++) {
      if (!isWanted(column)) continue;
      const own = [column * points, (column + 1) * points] as const;
      expect(read.subarray(...own)).toEqual(values.subarray(...own));
    }
  });
});

describe('a chunk that is none', () => {
  const packed = packedChunk({ columns: 1, points: 50, values: Float64Array.from({ length: 50 }, (_, at) => at ** 3) });

  test('of another version is refused by name', () => {
    expect(() => unpackChunk(Buffer.from([9, 1, 1]))).toThrow('packed in way 9');
  });

  test('cut off anywhere is refused', () => {
    for (let length = 1; length < packed.length; length++) {
      expect(() => unpackChunk(packed.subarray(0, length))).toThrow();
    }
  });

  test('with a number that is no offset cannot be made', () => {
    expect(() => packedChunk({ columns: 1, points: 1, values: Float64Array.of(-3) })).toThrow('-3 is neither');
  });
});

describe('how small chunks are', () => {
  const random = (() => {
    let state = 7;
    return (below: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
  })();

  test('an idle partition costs next to nothing', () => {
    expect(bytesPerValue(20, 360, (column) => 1e9 + column)).toBeLessThan(0.03);
  });

  test('a partition that nobody sees costs next to nothing', () => {
    expect(bytesPerValue(20, 360, () => Number.NaN)).toBeLessThan(0.01);
  });

  test('steps of 0 to 10,000 cost little more than the 13.3 bits that are in them', () => {
    let offset = 0;
    expect(
      bytesPerValue(20, 360, () => {
        offset += random(10_000);
        return offset;
      }),
    ).toBeLessThan(1.75);
  });

  test('steady growth costs by its unsteadiness alone', () => {
    expect(bytesPerValue(20, 360, (_, point) => point * 5000 + random(8))).toBeLessThan(0.8);
  });

  test('one block with a jump costs no more than its values', () => {
    expect(bytesPerValue(20, 360, (_, point) => (point < 100 ? 0 : 2 ** 45) + point)).toBeLessThan(2);
  });
});
