import { describe, expect, test } from 'vitest';
import { ABSENT, NONE } from '../chunk/special-values.ts';
import type { HourColumns } from './columns.ts';
import { createRateFold } from './rate-fold.ts';

const STEP_MS = 10_000;
const CARRY_MS = 30_000;
const UNSEEN = Number.NaN;

/** One partition on one topic, at polls 10 s apart. */
const hourOf = (committed: number[], ends: number[], firstPoll = 0): HourColumns => ({
  hourMs: 0,
  sealed: false,
  atMs: Float64Array.from(committed, (_, point) => (firstPoll + point) * STEP_MS),
  from: 0,
  to: committed.length,
  series: [
    { partitions: 1, runs: [Float64Array.from(committed)] },
    { partitions: 1, runs: [new Float64Array(ends.length), Float64Array.from(ends)] },
  ],
});

/** Rates by poll; null where none is known. */
function ratesOf(committed: number[], ends: number[]) {
  const sums = createRateFold(1, CARRY_MS, () => true)(hourOf(committed, ends));
  return committed.map((_, point) => {
    const [produced, consumed] = [sums.produced.at(point), sums.consumed.at(point)];
    return produced.known === 0 ? null : [produced.sum, consumed.sum];
  });
}

describe('rates from poll to poll', () => {
  test.each<[what: string, committed: number[], ends: number[], rates: (number[] | null)[]]>([
    ['the first poll has none', [0, 50], [100, 200], [null, [10, 5]]],
    ['nothing moves: 0, which is known', [7, 7], [9, 9], [null, [0, 0]]],
    ['an unseen poll has none; the next is over both', [0, UNSEEN, 100], [100, UNSEEN, 300], [null, null, [10, 5]]],
    [
      'unseen for longer than 3 polls',
      [0, UNSEEN, UNSEEN, UNSEEN, 100],
      [0, 0, 0, 0, 100],
      [null, null, null, null, null],
    ],
    ['a reset', [100, 20, 70], [100, 200, 300], [null, null, [10, 5]]],
    ['a log that was cut off', [100, 100, 100], [300, 200, 300], [null, null, [10, 0]]],
    ['no committed offset, then one', [NONE, 50, 100], [0, 100, 200], [null, null, [10, 5]]],
    ['a partition that came later', [ABSENT, 50, 100], [ABSENT, 100, 200], [null, null, [10, 5]]],
  ])('%s', (_what, committed, ends, rates) => {
    expect(ratesOf(committed, ends)).toEqual(rates);
  });
});

test('goes on over the hour', () => {
  const fold = createRateFold(1, CARRY_MS, () => true);
  fold(hourOf([0, 50], [100, 200]));
  const sums = fold(hourOf([100], [300], 2));
  expect([sums.produced.at(0).sum, sums.consumed.at(0).sum]).toEqual([10, 5]);
});

test('partitions outside the total are left out, unknown ones are counted', () => {
  const nothing = createRateFold(1, CARRY_MS, () => false)(hourOf([0, 50], [100, 200]));
  expect(nothing.produced.at(1)).toEqual({ sum: 0, known: 0, unknown: 0 });
  const unseen = createRateFold(1, CARRY_MS, () => true)(hourOf([0, UNSEEN], [100, 200]));
  expect(unseen.consumed.at(1)).toEqual({ sum: 0, known: 0, unknown: 1 });
});
