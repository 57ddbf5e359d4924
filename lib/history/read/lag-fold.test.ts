import { describe, expect, test } from 'vitest';
import { emptyBody, place, seal } from '../body.ts';
import { NO_COMMIT, NOT_OBSERVED } from '../contract.ts';
import { createLagFold } from './lag-fold.ts';
import type { PollSlice } from './polls.ts';

const X = NOT_OBSERVED;

type Values = [committed: bigint, logStart: bigint, highWatermark: bigint, open?: bigint];

/** One subscription on one topic: committed, then log start, high watermark and open, of each partition. */
function poll(atMs: number, partitions: Values[]): PollSlice {
  const width = partitions.length;
  const body = emptyBody(width * 4);
  [0, 1, 2, 3].forEach((run) => {
    place(
      body,
      run * width,
      BigInt64Array.from(partitions, (values) => values[run] ?? X),
    );
  });
  return {
    atMs,
    bytes: seal(body),
    places: [
      { offset: 0, partitions: width },
      { offset: width, partitions: width },
    ],
  };
}

/** Lag of each partition the fold speaks of. */
function foldAll(polls: PollSlice[], readCommitted = false): Map<number, number>[] {
  const fold = createLagFold(1, { carryMs: 30_000, readCommitted });
  return polls.map((one) => {
    const lags = new Map<number, number>();
    fold(one, (_, partition, lag) => lags.set(partition, lag));
    return lags;
  });
}

describe('lag out of stored positions', () => {
  test.each<[what: string, values: [bigint, bigint, bigint], lag: number | undefined]>([
    ['end - committed', [90n, 0n, 100n], 10],
    ['caught up', [100n, 0n, 100n], 0],
    ['a commit read before a larger end of an earlier moment is no negative lag', [101n, 0n, 100n], 0],
    ['what retention deleted cannot be consumed any more', [10n, 40n, 100n], 60],
    ['no commit: nothing to be behind of', [NO_COMMIT, 0n, 100n], undefined],
    ['commit not observed', [X, 0n, 100n], Number.NaN],
    ['end not observed', [90n, 0n, X], Number.NaN],
    ['log start not observed', [90n, X, 100n], Number.NaN],
    ['beyond 32 bits', [2n ** 40n, 0n, 2n ** 40n + 2n ** 33n], 2 ** 33],
  ])('%s', (_, values, lag) => {
    expect(foldAll([poll(0, [values])])[0]?.get(0)).toEqual(lag);
  });

  test.each<[what: string, values: Values, lag: number]>([
    ['is counted to the last stable offset', [90n, 0n, 100n, 4n], 6],
    ['is none behind an open transaction', [96n, 0n, 100n, 4n], 0],
    ['is not negative past the last stable offset', [98n, 0n, 100n, 4n], 0],
    ['begins where retention ends', [10n, 40n, 100n, 4n], 56],
    ['is not known without a last stable offset', [90n, 0n, 100n, X], Number.NaN],
  ])('of a group that reads committed %s', (_, values, lag) => {
    expect(foldAll([poll(0, [values])], true)[0]?.get(0)).toEqual(lag);
  });

  test('of another group does not need the last stable offset', () => {
    expect(foldAll([poll(0, [[90n, 0n, 100n, X]])])[0]?.get(0)).toBe(10);
  });

  test('a partition that was not seen keeps its last known lag for three polls, then is not known', () => {
    const unseen: [bigint, bigint, bigint] = [X, X, X];
    const polls = [0, 10_000, 20_000, 30_000, 40_000, 50_000].map((atMs) =>
      poll(atMs, [atMs === 0 || atMs === 50_000 ? [90n, 0n, 100n] : unseen]),
    );
    expect(foldAll(polls).map((lags) => lags.get(0))).toEqual([10, 10, 10, 10, Number.NaN, 10]);
  });

  test('a commit that is gone takes its last known lag along', () => {
    const polls = [poll(0, [[90n, 0n, 100n]]), poll(10_000, [[NO_COMMIT, 0n, 100n]]), poll(20_000, [[X, X, X]])];
    expect(foldAll(polls).map((lags) => lags.get(0))).toEqual([10, undefined, Number.NaN]);
  });

  test('a topic that is not in the poll leaves its commits without a lag', () => {
    const one = poll(0, [[90n, 0n, 100n]]);
    const lags: number[] = [];
    createLagFold(1, { carryMs: 0, readCommitted: false })(
      { ...one, places: [one.places[0], undefined] },
      (_, __, lag) => lags.push(lag),
    );
    expect(lags).toEqual([Number.NaN]);
  });
});
