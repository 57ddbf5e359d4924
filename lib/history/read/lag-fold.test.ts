import { describe, expect, test } from 'vitest';
import { ABSENT, NONE } from '../chunk/special-values.ts';
import { createLagFold, LEFT_OUT } from './lag-fold.ts';
import { madeColumns, madeHour } from './testing.ts';

const X = Number.NaN;

type Values = [committed: number, logStart: number, highWatermark: number, open?: number];
type Poll = [atMs: number, partitions: Values[]];

/** Lag of each partition at each poll of one subscription on one topic. */
function foldAll(polls: Poll[], { readCommitted = false, hours = 1, withoutLog = false } = {}): number[][] {
  const fold = createLagFold(1, { carryMs: 30_000, readCommitted });
  const perHour = Math.ceil(polls.length / hours);
  const lags: number[][] = [];
  for (let first = 0; first < polls.length; first += perHour) {
    const ofHour = polls.slice(first, first + perHour);
    const committed = ofHour.map(([, partitions]) => partitions.map(([offset]) => [offset]));
    const logs = ofHour.map(([, partitions]) => partitions.map(([, ...log]) => log.map((one) => one ?? X)));
    const hour = madeHour(
      ofHour.map(([atMs]) => atMs),
      [madeColumns(1, committed), withoutLog ? undefined : madeColumns(3, logs)],
    );
    fold.subscription(hour, 0, (partition, lag) => {
      lags[partition] = [...(lags[partition] ?? []), ...lag.subarray(0, ofHour.length)];
    });
  }
  return lags;
}

const onePoll = (values: Values, options = {}) => foldAll([[0, [values]]], options)[0]?.[0];

describe('lag out of stored positions', () => {
  test.each<[what: string, values: Values, lag: number]>([
    ['end - committed', [90, 0, 100], 10],
    ['caught up', [100, 0, 100], 0],
    ['a commit read before a larger end of an earlier moment is no negative lag', [101, 0, 100], 0],
    ['what retention deleted cannot be consumed any more', [10, 40, 100], 60],
    ['no commit: nothing to be behind of', [NONE, 0, 100], LEFT_OUT],
    ['the partition is not there yet', [ABSENT, 0, 100], LEFT_OUT],
    ['the topic is not there yet', [90, ABSENT, ABSENT], Number.NaN],
    ['commit not observed', [X, 0, 100], Number.NaN],
    ['end not observed', [90, 0, X], Number.NaN],
    ['log start not observed', [90, X, 100], Number.NaN],
    ['beyond 32 bits', [2 ** 40, 0, 2 ** 40 + 2 ** 33], 2 ** 33],
  ])('%s', (_, values, lag) => {
    expect(onePoll(values)).toEqual(lag);
  });

  test.each<[what: string, values: Values, lag: number]>([
    ['is counted to the last stable offset', [90, 0, 100, 4], 6],
    ['is none behind an open transaction', [96, 0, 100, 4], 0],
    ['is not negative past the last stable offset', [98, 0, 100, 4], 0],
    ['begins where retention ends', [10, 40, 100, 4], 56],
    ['is not known without a last stable offset', [90, 0, 100, X], Number.NaN],
  ])('of a group that reads committed %s', (_, values, lag) => {
    expect(onePoll(values, { readCommitted: true })).toEqual(lag);
  });

  test('of another group does not need the last stable offset', () => {
    expect(onePoll([90, 0, 100, X])).toBe(10);
  });

  test.each([1, 2, 3, 6])(
    'a partition that was not seen keeps its last known lag for three polls, then is not known; in %i hours',
    (hours) => {
      const polls = [0, 10_000, 20_000, 30_000, 40_000, 50_000].map(
        (atMs): Poll => [atMs, [atMs === 0 || atMs === 50_000 ? [90, 0, 100] : [X, X, X]]],
      );
      expect(foldAll(polls, { hours })).toEqual([[10, 10, 10, 10, Number.NaN, 10]]);
    },
  );

  test('a commit that is gone takes its last known lag along', () => {
    const polls: Poll[] = [
      [0, [[90, 0, 100]]],
      [10_000, [[NONE, 0, 100]]],
      [20_000, [[X, X, X]]],
    ];
    expect(foldAll(polls)).toEqual([[10, LEFT_OUT, Number.NaN]]);
  });

  test.each([1, 2, 3, 6, 9])(
    'a commit ahead of the log has lag 0 for three polls, then none, until the log has passed it; in %i hours',
    (hours) => {
      const committed = [90, 150, 150, X, 150, 150, X, 150, 150];
      const ends = [100, 100, 100, 100, 100, 101, X, 101, 160];
      const polls = committed.map((offset, index): Poll => [index * 10_000, [[offset, 0, ends[index] ?? X]]]);
      expect(foldAll(polls, { hours })).toEqual([[10, 0, 0, 0, LEFT_OUT, LEFT_OUT, X, LEFT_OUT, 10]]);
    },
  );

  test('of a group that reads committed records, past the last stable offset is not ahead', () => {
    const polls = [0, 10_000, 20_000, 30_000, 40_000].map((atMs): Poll => [atMs, [[98, 0, 100, 4]]]);
    expect(foldAll(polls, { readCommitted: true })).toEqual([[0, 0, 0, 0, 0]]);
  });

  test('partitions that were added later begin then', () => {
    const polls: Poll[] = [
      [0, [[90, 0, 100]]],
      [
        10_000,
        [
          [90, 0, 100],
          [0, 0, 7],
        ],
      ],
    ];
    expect(foldAll(polls)).toEqual([
      [10, 10],
      [LEFT_OUT, 7],
    ]);
  });

  test('a topic that is not in the hour leaves its commits without a lag', () => {
    expect(onePoll([90, 0, 100], { withoutLog: true })).toBeNaN();
    expect(onePoll([NONE, 0, 100], { withoutLog: true })).toBe(LEFT_OUT);
  });
});
