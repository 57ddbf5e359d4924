import { describe, expect, test } from 'vitest';
import { judgePartition, type LagRules, type PartitionMemory, type PartitionReading } from './partition.ts';
import type { LagState } from './state.ts';

const T0 = Date.UTC(2026, 10, 23, 3);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const RULES: LagRules = {
  threePollsMs: 30 * SECOND,
  inactiveAfterMs: 10 * MINUTE,
  openTransactionAfterMs: MINUTE,
  unassignedAfterMs: MINUTE,
};

/** 50 messages behind the end of a log that holds offsets 10 to 149, read by a member that holds the partition. */
const HEALTHY: PartitionReading = {
  committed: 100n,
  logStart: 10n,
  end: 150n,
  highWatermark: 150n,
  lastStable: 150n,
  lastStableSinceMs: T0,
  unread: null,
  subscribed: true,
  assigned: true,
};
const MARKER = { kind: 'nothing', markers: 1, aborted: 0, removed: 0n } as const;
const NOT_READ: PartitionReading = {
  ...HEALTHY,
  committed: undefined,
  logStart: undefined,
  end: undefined,
  highWatermark: undefined,
  lastStable: undefined,
  assigned: null,
};

type Changes = Partial<PartitionReading>;
type Poll = [afterMs: number, changes: Changes];

/** The same reading at several times after T0. */
const at = (changes: Changes, ...afterMs: number[]): Poll[] => afterMs.map((after) => [after, changes]);

/** Judges readings one after the other, beginning without memory; gives every verdict. */
function follow(polls: Poll[]) {
  let memory: PartitionMemory | undefined;
  return polls.map(([afterMs, changes]) => {
    const verdict = judgePartition({ ...HEALTHY, ...changes }, memory, RULES, T0 + afterMs);
    memory = verdict.memory;
    return verdict;
  });
}

const last = <T>(items: T[]): T => {
  const item = items.at(-1);
  if (item === undefined) throw new Error('nothing was judged');
  return item;
};

describe('one poll alone', () => {
  test.each<[what: string, changes: Changes, state: LagState, lag: bigint | null]>([
    ['a commit inside the log', {}, 'ok', 50n],
    ['a commit at the end', { committed: 150n }, 'ok', 0n],
    ['a commit at the log start', { committed: 10n }, 'ok', 140n],
    ['an empty log', { committed: 0n, logStart: 0n, end: 0n, highWatermark: 0n, lastStable: 0n }, 'ok', 0n],
    ['the coordinator did not tell', { committed: undefined }, 'unknown', null],
    ['no log start', { logStart: undefined }, 'unknown', null],
    ['no end', { end: undefined, highWatermark: undefined }, 'unknown', null],
    ['no high watermark, although the last stable offset is known', { highWatermark: undefined }, 'unknown', null],
    ['no last stable offset: nothing else needs it', { lastStable: undefined }, 'ok', 50n],
    ['no commit', { committed: null }, 'no-commit', null],
    ['no commit, and the leader did not tell', { committed: null, end: undefined }, 'unknown', null],
    ['a commit one before the log start', { committed: 9n }, 'truncated', 140n],
    ['a commit of 0 before the log start', { committed: 0n }, 'truncated', 140n],
    ['everything deleted: the log starts at its end', { committed: 9n, logStart: 150n }, 'truncated', 0n],
    ['a commit just past the end: for now a race, not a loss', { committed: 151n }, 'ok', 0n],
    ['a commit past the last stable offset only', { committed: 140n, lastStable: 120n }, 'ok', 10n],
    ['at an open transaction since a moment', { committed: 120n, lastStable: 120n }, 'ok', 30n],
    ['read_committed at an open transaction', { committed: 120n, lastStable: 120n, end: 120n }, 'ok', 0n],
    ['past the last stable offset that it is counted to', { committed: 130n, lastStable: 120n, end: 120n }, 'ok', 0n],
    ['not subscribed since a moment', { subscribed: false, assigned: false }, 'ok', 50n],
    ['one marker before the end', { committed: 149n, unread: MARKER }, 'ok', 0n],
    ['one record before the end', { committed: 149n, unread: { kind: 'records' } }, 'ok', 1n],
    ['a likely marker before the end', { committed: 149n, unread: { kind: 'assumed' } }, 'ok', 0n],
    ['a marker before an open transaction', { committed: 119n, lastStable: 120n, unread: MARKER }, 'ok', 30n],
    ['truncated, whatever else is left', { committed: 9n, unread: MARKER }, 'truncated', 140n],
    ['offsets beyond 2^53', { committed: 2n ** 60n, end: 2n ** 60n + 7n, highWatermark: 2n ** 60n + 7n }, 'ok', 7n],
  ])('%s', (_what, changes, state, lag) => {
    const verdict = last(follow([[0, changes]]));
    expect({ state: verdict.state, lag: verdict.lag }).toEqual({ state, lag });
    expect(verdict.memory.sinceMs).toBe(T0);
  });
});

describe('deadlines', () => {
  const ahead = { committed: 151n };
  const open = { committed: 120n, lastStable: 120n };
  const left = { subscribed: false, assigned: false };
  const leftMoving = { ...left, committed: 101n };
  const byHand = { subscribed: null, assigned: null };

  test.each<[what: string, polls: Poll[], state: LagState]>([
    ['ahead for a moment less than 3 polls', at(ahead, 0, 30 * SECOND - 1), 'ok'],
    ['ahead for 3 polls', at(ahead, 0, 30 * SECOND), 'ahead'],
    [
      'ahead, caught by the log, ahead again',
      [...at(ahead, 0), ...at({}, 20 * SECOND), ...at(ahead, 30 * SECOND)],
      'ok',
    ],
    ['at an open transaction for almost a minute', at(open, MINUTE - 1), 'ok'],
    ['at an open transaction for a minute', at(open, MINUTE), 'open-transaction'],
    ['before an open transaction', at({ ...open, committed: 119n }, MINUTE), 'ok'],
    ['past an open transaction', at({ ...open, committed: 121n }, MINUTE), 'ok'],
    [
      'only a marker before an open transaction',
      at({ ...open, committed: 119n, unread: MARKER }, MINUTE),
      'open-transaction',
    ],
    ['the transaction ended', [...at(open, MINUTE), ...at({ committed: 120n }, 2 * MINUTE)], 'ok'],
    ['the last stable offset moved', at({ ...open, lastStableSinceMs: T0 + 1 }, MINUTE), 'ok'],
    ['unsubscribed for almost 10 minutes', at(left, 0, 10 * MINUTE - 1), 'ok'],
    ['unsubscribed for 10 minutes', at(left, 0, 10 * MINUTE), 'inactive'],
    ['unsubscribed, still for 9', [...at(left, 0), ...at(leftMoving, MINUTE, 10 * MINUTE)], 'ok'],
    ['unsubscribed, still for 10', [...at(left, 0), ...at(leftMoving, MINUTE, 11 * MINUTE)], 'inactive'],
    ['unsubscribed, then not Stable', [...at(left, 0), ...at(byHand, MINUTE, 10 * MINUTE)], 'inactive'],
    ['subscribed again', [...at(left, 0, 10 * MINUTE), ...at({}, 11 * MINUTE)], 'ok'],
    ['never seen with members', at(byHand, 0, 60 * MINUTE), 'ok'],
  ])('%s', (_what, polls, state) => {
    expect(last(follow(polls)).state).toBe(state);
  });

  test('a poll that read nothing does not restart the deadline of "ahead"', () => {
    const polls = [...at(ahead, 0, 30 * SECOND), ...at(NOT_READ, 40 * SECOND), ...at(ahead, 50 * SECOND)];
    expect(follow(polls).map(({ state }) => state)).toEqual(['ok', 'ahead', 'unknown', 'ahead']);
  });
});

describe('the first rule that applies wins', () => {
  const left = { subscribed: false, assigned: false };
  test.each<[what: string, reading: Changes, state: LagState]>([
    ['unknown over no-commit', { committed: null, logStart: undefined }, 'unknown'],
    ['no-commit over inactive', { ...left, committed: null }, 'no-commit'],
    ['inactive over ahead', { ...left, committed: 151n }, 'inactive'],
    ['inactive over truncated', { ...left, committed: 9n }, 'inactive'],
    ['inactive over open-transaction', { ...left, committed: 120n, lastStable: 120n }, 'inactive'],
    ['ahead over truncated', { committed: 151n, logStart: 152n }, 'ahead'],
    ['truncated over open-transaction', { committed: 9n, lastStable: 9n }, 'truncated'],
  ])('%s', (_what, reading, state) => {
    expect(last(follow(at(reading, 0, 60 * MINUTE))).state).toBe(state);
  });

  test('expired over everything but unknown', () => {
    const gone = { ...left, committed: null };
    const polls = [...at(left, 0), ...at(gone, 60 * MINUTE), ...at({ ...gone, logStart: undefined }, 61 * MINUTE)];
    expect(follow(polls).map(({ state }) => state)).toEqual(['ok', 'expired', 'unknown']);
  });
});

describe('expired', () => {
  test('stays, with the last known lag, until a commit returns', () => {
    const verdicts = follow([
      [0, {}],
      [10 * SECOND, { committed: null, end: 170n, highWatermark: 170n }],
      [20 * SECOND, NOT_READ],
      [30 * SECOND, { committed: null, end: 190n, highWatermark: 190n }],
      [40 * SECOND, { committed: 180n, end: 190n, highWatermark: 190n }],
    ]);
    expect(verdicts.map(({ state, lag, lagIsLastKnown }) => [state, lag, lagIsLastKnown])).toEqual([
      ['ok', 50n, false],
      ['expired', 50n, true],
      ['unknown', 50n, true],
      ['expired', 50n, true],
      ['ok', 10n, false],
    ]);
  });

  test('a coordinator that does not tell is no expiry', () => {
    expect(
      follow([
        [0, {}],
        [1, { committed: undefined }],
        [2, {}],
      ]).map(({ state }) => state),
    ).toEqual(['ok', 'unknown', 'ok']);
  });

  test('a partition that never had a commit does not expire', () => {
    expect(
      last(
        follow([
          [0, { committed: null }],
          [1, NOT_READ],
          [2, { committed: null }],
        ]),
      ).state,
    ).toBe('no-commit');
  });

  test('is no move of the committed offset', () => {
    const verdicts = follow([
      [0, {}],
      [1, { committed: null }],
      [2, { committed: null }],
    ]);
    expect(verdicts.map(({ memory }) => memory.movedAtMs)).toEqual([T0, T0, T0]);
  });
});

describe('what is remembered', () => {
  test('the last known lag is the one of the newest poll that had one', () => {
    const verdicts = follow([
      [0, {}],
      [1, { committed: 110n }],
      [2, NOT_READ],
      [3, { ...NOT_READ, committed: 140n }],
    ]);
    expect(verdicts.map(({ lag, lagIsLastKnown }) => [lag, lagIsLastKnown])).toEqual([
      [50n, false],
      [40n, false],
      [40n, true],
      [40n, true],
    ]);
  });

  test('a half-read poll leaves the last known lag alone', () => {
    const verdict = last(
      follow([
        [0, {}],
        [1, { committed: 140n, highWatermark: undefined }],
      ]),
    );
    expect(verdict).toMatchObject({ state: 'unknown', lag: 50n, memory: { lag: 50n } });
  });

  test('since is the first poll of the present run of a state', () => {
    const verdicts = follow([
      [0, {}],
      [5, {}],
      [9, NOT_READ],
      [12, NOT_READ],
      [20, {}],
    ]);
    expect(verdicts.map(({ memory }) => memory.sinceMs - T0)).toEqual([0, 0, 9, 9, 20]);
  });

  test.each<[what: string, committed: bigint | null | undefined, moves: boolean]>([
    ['a higher commit', 101n, true],
    ['a lower one', 99n, true],
    ['the same one', 100n, false],
    ['none read', undefined, false],
    ['one that is gone', null, false],
  ])('%s', (_what, committed, moves) => {
    expect(
      last(
        follow([
          [0, {}],
          [7, { committed }],
        ]),
      ).memory.movedAtMs,
    ).toBe(moves ? T0 + 7 : T0);
  });

  test('the first commit ever is a move, the first poll is not one', () => {
    const verdicts = follow([
      [3, { committed: null }],
      [7, { committed: 5n }],
    ]);
    expect(verdicts.map(({ memory }) => memory.movedAtMs - T0)).toEqual([3, 7]);
  });

  test('a recreated topic begins without memory: no commit there is no expiry', () => {
    const recreated = { committed: null, logStart: 0n, end: 0n, highWatermark: 0n };
    expect(last(follow(at(recreated, 10)))).toMatchObject({ state: 'no-commit', lag: null, memory: { lag: null } });
  });
});

describe('unassigned', () => {
  const free = { assigned: false };
  test.each<[what: string, polls: Poll[], unassigned: boolean]>([
    ['in nobody’s assignment for almost a minute', at(free, 0, MINUTE - 1), false],
    ['in nobody’s assignment for a minute', at(free, 0, MINUTE), true],
    ['not Stable in between', [...at(free, 0), ...at({ assigned: null }, SECOND), ...at(free, MINUTE)], true],
    ['assigned in between', [...at(free, 0), ...at({}, SECOND), ...at(free, MINUTE)], false],
    ['no member subscribes to the topic', at({ ...free, subscribed: false }, 0, MINUTE), false],
    ['a group that assigns by hand', at({ assigned: null, subscribed: null }, 0, MINUTE), false],
  ])('%s', (_what, polls, unassigned) => {
    const verdict = last(follow(polls));
    expect(verdict.unassigned).toBe(unassigned);
    expect(verdict.lag).toBe(50n);
  });
});
