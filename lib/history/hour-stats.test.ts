import { describe, expect, test } from 'vitest';
import { NOT_KNOWN, statsOf, statsOfSums } from './hour-stats.ts';
import { LEFT_OUT } from './read/lag-fold.ts';

const X = Number.NaN;

describe('what is kept of an hour', () => {
  test.each<[what: string, values: number[], stats: number[]]>([
    ['minimum, mean in tenths, maximum, last', [4, 1, 10], [1, 50, 10, 10]],
    ['unknown values and those left out do not count', [X, 3, LEFT_OUT, 6, X], [3, 45, 6, 6]],
    ['there, and never known', [X, LEFT_OUT], [NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN]],
    ['left out all the hour', [LEFT_OUT, LEFT_OUT], [X, X, X, X]],
    ['no poll', [], [X, X, X, X]],
    ['a mean too large to be exact in tenths', [2 ** 53 - 1], [2 ** 53 - 1, 2 ** 53 - 1, 2 ** 53 - 1, 2 ** 53 - 1]],
  ])('%s', (_, values, stats) => {
    expect(statsOf(Float64Array.from(values), { from: 0, to: values.length })).toEqual(stats);
  });

  test('of sums, those with the fewest unknown partitions, and how many these are', () => {
    const sums = {
      sum: Float64Array.of(10, 3, 20, 0),
      known: Float64Array.of(2, 1, 2, 0),
      unknown: Float64Array.of(1, 2, 1, 0),
    };
    expect(statsOfSums(sums, { from: 0, to: 4 })).toEqual([10, 150, 20, 20, 1]);
    expect(statsOfSums(sums, { from: 3, to: 4 })).toEqual([X, X, X, X, X]);
  });

  test('of sums of which none is known, how many partitions were there all the same', () => {
    const sums = { sum: new Float64Array(3), known: new Float64Array(3), unknown: Float64Array.of(4, 3, 4) };
    expect(statsOfSums(sums, { from: 0, to: 3 })).toEqual([X, X, X, X, 3]);
  });
});
