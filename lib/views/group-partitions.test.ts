import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PartitionException } from '#lib/history/contract.ts';
import type { LatestPartition } from '#lib/history/read/latest.ts';
import { LAG_STATES } from '#lib/lag/state.ts';
import { type TimeLag, UNKNOWN_TIME_LAG } from '#lib/lag/time-lag.ts';
import { type GroupTopic, groupMembers, groupPartitions } from './group-partitions.ts';
import { memberNow } from './testing.ts';

const CALM = { readCommitted: false, shared: false };

const position = (partition: number, overrides: Partial<LatestPartition> = {}): LatestPartition => ({
  partition,
  logStart: 0n,
  highWatermark: 100n,
  open: 10n,
  committed: 80n,
  lastCommitAtMs: null,
  ...overrides,
});

const exception = (partition: number, overrides: Partial<PartitionException> = {}): PartitionException => ({
  partition,
  state: 'unknown',
  sinceMs: 1_000,
  lag: null,
  lagIsLastKnown: false,
  reason: 'no answer',
  metadata: null,
  ...overrides,
});

const topic = (overrides: Partial<GroupTopic> = {}): GroupTopic => ({
  topic: 'orders',
  topicId: 'id',
  exceptions: [],
  statuses: [],
  latest: [],
  latestFromMs: null,
  commitGapMs: null,
  flows: [],
  pollMs: 0,
  retentionMs: null,
  loss: null,
  timeLag: () => UNKNOWN_TIME_LAG,
  leaders: new Map(),
  ...overrides,
});

const one = (given: Partial<GroupTopic>, readCommitted = false) =>
  groupPartitions([topic(given)], [], { readCommitted, shared: false })[0];

describe('lag of a partition', () => {
  test.each([
    ['end - committed', position(0), false, '20'],
    ['up to the last stable offset for a group that reads committed', position(0), true, '10'],
    ['never negative', position(0, { committed: 120n }), false, '0'],
    ['never negative behind an open transaction', position(0, { committed: 95n }), true, '0'],
    ['none without an end', position(0, { highWatermark: null }), false, null],
    ['none without a last stable offset where that is the end', position(0, { open: null }), true, null],
    ['beyond 2^53', position(0, { highWatermark: 2n ** 62n, committed: 0n }), false, (2n ** 62n).toString()],
  ])('%s', (_case, latest, readCommitted, lag) => {
    expect(one({ latest: [latest] }, readCommitted)?.lag).toBe(lag);
  });

  test('is what the engine judged where it judged something', () => {
    const judged = exception(0, { state: 'truncated', lag: '55', reason: 'up to 5 offsets deleted unread' });
    expect(one({ latest: [position(0)], exceptions: [judged] })).toMatchObject({
      state: 'truncated',
      stateSince: '1970-01-01T00:00:01.000Z',
      lag: '55',
      committed: '80',
      end: '100',
      reason: 'up to 5 offsets deleted unread',
    });
  });
});

describe('positions of an older poll than the states', () => {
  const latestFromMs = Date.UTC(2026, 10, 23, 14, 2, 31);
  const older = 'positions are those of 2026-11-23T14:02:31Z, the last poll that is kept';

  test('give a last known lag, and say of when', () => {
    expect(one({ latest: [position(0)], latestFromMs })).toMatchObject({
      state: 'ok',
      committed: '80',
      lag: '20',
      lagIsLastKnown: true,
      reason: older,
    });
  });

  test('stand beside a lag that the engine judged by the newer poll, which stays', () => {
    const exceptions = [exception(0, { state: 'truncated', lag: '55', reason: 'up to 5 offsets deleted unread' })];
    expect(one({ latest: [position(0)], latestFromMs, exceptions })).toMatchObject({
      lag: '55',
      lagIsLastKnown: false,
      reason: `up to 5 offsets deleted unread; ${older}`,
    });
  });

  test('that are not there need no words', () => {
    expect(one({ latestFromMs, exceptions: [exception(0)] })?.reason).toBe('no answer');
  });

  test('are no part of what a member is known to be behind', () => {
    const member = memberNow('m-1', { partitions: [{ topic: 'orders', partitions: [0, 1] }] });
    const exceptions = [exception(1, { state: 'truncated', lag: '55' })];
    const partitions = groupPartitions(
      [topic({ latest: [position(0), position(1)], latestFromMs, exceptions })],
      [member],
      CALM,
    );
    expect(groupMembers([member], partitions)[0]?.lag).toBe('55');
  });
});

describe('which partitions', () => {
  test('those with a position and those with an exception, no others', () => {
    const latest = [position(0), position(1, { committed: 'none' }), position(2, { committed: null }), position(3)];
    const partitions = groupPartitions([topic({ latest, exceptions: [exception(2), exception(7)] })], [], CALM);
    expect(partitions.map(({ partition }) => partition)).toEqual([2, 7, 0, 3]);
  });

  test('a state of a newer engine is shown as unknown', () => {
    expect(one({ exceptions: [exception(0, { state: 'haunted' })] })?.state).toBe('unknown');
  });

  test('worst first, then the larger lag, then by name and number', () => {
    const lagging = (partition: number, lag: string | null, state = 'ok') => exception(partition, { lag, state });
    const topics = [
      topic({ topic: 'b', exceptions: [lagging(0, '5'), lagging(1, '50'), lagging(2, null, 'no-commit')] }),
      topic({ topic: 'a', exceptions: [lagging(10, '5'), lagging(9, '5'), lagging(0, '9007199254740993')] }),
    ];
    const order = groupPartitions(topics, [], CALM).map((row) => `${row.topic}/${row.partition}`);
    expect(order).toEqual(['b/2', 'a/0', 'b/1', 'a/9', 'a/10', 'b/0']);
  });

  test('by status before anything else, the further behind first; what has none last', () => {
    const lag = (partition: number) => exception(partition, { state: 'ok', lag: '5' });
    const statuses = [
      { status: 'OK', sinceMs: 1, runs: [0, 0] },
      { status: 'NO_DATA', sinceMs: 2, runs: [1, 1] },
      { status: 'STALLED', sinceMs: 3, runs: [2, 3] },
    ];
    const timeLag = (partition: number): TimeLag => ({ ms: partition * 1_000, quality: 'interpolated' });
    const given = topic({ exceptions: [0, 1, 2, 3, 4].map(lag), statuses, timeLag });
    const rows = groupPartitions([given], [], CALM);
    expect(rows.map(({ partition, status }) => [partition, status])).toEqual([
      [3, 'STALLED'],
      [2, 'STALLED'],
      [1, 'NO_DATA'],
      [0, 'OK'],
      [4, null],
    ]);
    expect(rows[0]?.statusSince).toBe('1970-01-01T00:00:00.003Z');
  });

  test('the order of what is given makes no difference', () => {
    const state = fc.constantFrom(...LAG_STATES);
    const row = fc.record({
      partition: fc.nat(50),
      state,
      lag: fc.option(fc.bigInt({ min: 0n, max: 9n }).map(String)),
    });
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: ({ partition }) => partition }), (rows) => {
        const exceptions = rows.map(({ partition, ...rest }) => exception(partition, rest));
        const forwards = groupPartitions([topic({ exceptions })], [], CALM);
        const backwards = groupPartitions([topic({ exceptions: exceptions.toReversed() })], [], CALM);
        expect(backwards).toEqual(forwards);
        expect(forwards).toHaveLength(rows.length);
      }),
    );
  });
});

describe('members', () => {
  const members = [
    memberNow('m-1', { clientId: 'one', host: '/h1', partitions: [{ topic: 'orders', partitions: [0, 1, 2] }] }),
    memberNow('m-2', { clientId: 'two', partitions: [{ topic: 'orders', partitions: [3] }] }),
    memberNow('idle'),
  ];
  const latest = [0, 1, 2, 3].map((partition) => position(partition));
  const exceptions = [
    exception(2, { lag: '1000', lagIsLastKnown: true }),
    exception(3, { state: 'expired', lag: '7', lagIsLastKnown: true }),
  ];
  const partitions = groupPartitions([topic({ latest, exceptions })], members, CALM);

  test('are named at the partitions they hold', () => {
    const first = partitions.find(({ partition }) => partition === 0);
    expect(first).toMatchObject({ memberId: 'm-1', clientId: 'one', memberHost: '/h1' });
  });

  test('that share partitions are named at none, and have no lag of their own', () => {
    const shared = groupPartitions([topic({ latest })], members, { ...CALM, shared: true });
    expect(shared.map(({ memberId, clientId, memberHost }) => [memberId, clientId, memberHost])).toEqual(
      shared.map(() => [null, null, null]),
    );
    expect(groupMembers(members, shared).map(({ lag }) => lag)).toEqual([null, null, null]);
  });

  test('have the lag that is known of what they hold: last known numbers are no part of it', () => {
    expect(groupMembers(members, partitions).map(({ memberId, lag }) => [memberId, lag])).toEqual([
      ['m-1', '40'],
      ['m-2', null],
      ['idle', null],
    ]);
  });
});
