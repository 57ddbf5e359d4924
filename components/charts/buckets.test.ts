import { describe, expect, it } from 'vitest';
import {
  type BucketAxis,
  begunBuckets,
  bucketAt,
  bucketMiddle,
  gapRuns,
  isAlone,
  largest,
  lastValue,
  partialRuns,
  splitPartial,
} from './buckets.ts';

const axis = (buckets: number, knownUntil: number | null): BucketAxis => ({
  fromMs: 1000,
  bucketMs: 10,
  buckets,
  knownUntilMs: knownUntil === null ? null : 1000 + knownUntil * 10,
  knownFromMs: null,
});

describe('gapRuns', () => {
  const _ = null;
  it.each([
    ['none', [1, 2, 3, 4], 4, []],
    ['a zero is a value', [0, 0, 0, 0], 4, []],
    ['one in the middle', [1, _, 3, 4], 4, [{ start: 1, end: 2 }]],
    ['from the start', [_, _, 3, 4], 4, [{ start: 0, end: 2 }]],
    ['up to the newest poll', [1, 2, _, _], 4, [{ start: 2, end: 4 }]],
    [
      'two',
      [1, _, 3, _, 5, 6],
      6,
      [
        { start: 1, end: 2 },
        { start: 3, end: 4 },
      ],
    ],
    ['everything', [_, _, _, _], 4, [{ start: 0, end: 4 }]],
    ['the newest bucket alone may still be filled', [1, 2, 3, _], 3, []],
    ['what has not happened yet is no gap', [1, 2, _, _], 1, []],
    ['nothing known, nothing missing', [_, _, _, _], null, []],
  ] as const)('%s', (__, values, knownUntil, expected) =>
    expect(gapRuns(axis(values.length, knownUntil), [values])).toEqual(expected),
  );

  it('is a gap only where every series misses', () => {
    expect(
      gapRuns(axis(4, 4), [
        [1, null, null, 4],
        [1, null, 3, 4],
      ]),
    ).toEqual([{ start: 1, end: 2 }]);
  });

  it('counts a series that is too short as missing', () => {
    expect(gapRuns(axis(4, 4), [[1, 2]])).toEqual([{ start: 2, end: 4 }]);
  });
});

describe('buckets', () => {
  it('know the instant in their middle and the other way round', () => {
    const a = axis(5, 5);
    expect(bucketMiddle(a, 2)).toBe(1025);
    expect(bucketAt(a, 1025)).toBe(2);
    expect(bucketAt(a, 999)).toBeNull();
    expect(bucketAt(a, 1050)).toBeNull();
  });

  it.each([
    [null, 0],
    [-1, 0],
    [0, 1],
    [2.5, 3],
    [99, 5],
  ] as const)('known until %s: %s begun', (until, expected) => expect(begunBuckets(axis(5, until))).toBe(expected));
});

it('finds the newest and the largest value past gaps', () => {
  expect(lastValue([1, 7, null, null])).toEqual({ index: 1, value: 7 });
  expect(lastValue([null])).toBeNull();
  expect(largest([[1, null, 7], [3]])).toBe(7);
  expect(largest([[null]])).toBe(0);
});

it.each([
  [[null, 5, null], 1, true],
  [[5], 0, true],
  [[4, 5, null], 1, false],
  [[null, null], 0, false],
] as const)('%j at %s stands alone: %s', (values, index, expected) => expect(isAlone(values, index)).toBe(expected));

it('nothing is missing before history begins', () => {
  const young = { ...axis(6, 6), knownFromMs: 1025 };
  expect(gapRuns(young, [[null, null, null, 5, null, 7]])).toEqual([
    { start: 2, end: 3 },
    { start: 4, end: 5 },
  ]);
});

describe('sums that miss partitions', () => {
  const unknown = [0, 0, 2, 1, 0];

  it('are found as runs, of any series', () => {
    expect(partialRuns(axis(5, 5), [unknown])).toEqual([{ start: 2, end: 4 }]);
    expect(partialRuns(axis(5, 5), [undefined, [1, 0, 0, 0, 1], unknown])).toEqual([
      { start: 0, end: 1 },
      { start: 2, end: 5 },
    ]);
    expect(partialRuns(axis(5, 5), [undefined])).toEqual([]);
  });

  it('are a line of their own that joins the whole one on both sides', () => {
    expect(splitPartial([5, 6, 3, 4, 7], unknown)).toEqual({
      whole: [5, 6, null, null, 7],
      partial: [null, 6, 3, 4, 7],
    });
    expect(splitPartial([5, null], undefined)).toEqual({ whole: [5, null], partial: null });
  });
});
