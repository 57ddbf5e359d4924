import { describe, expect, test } from 'vitest';
import type { PartitionReading, PartitionVerdict } from './partition.ts';
import { type ReasonContext, reasonFor } from './reason.ts';
import type { LagState } from './state.ts';
import type { Unread } from './unread.ts';

const READING: PartitionReading = {
  committed: 100n,
  logStart: 10n,
  end: 150n,
  highWatermark: 150n,
  lastStable: 150n,
  lastStableSinceMs: 0,
  unread: null,
  subscribed: true,
  assigned: true,
};
const PLAIN: ReasonContext = {
  failure: null,
  removedOnPurpose: false,
  readCommitted: false,
  transaction: null,
  topic: 'payments',
  partition: 3,
};

const nothing = (markers: number, aborted: number, removed: bigint): Unread => ({
  kind: 'nothing',
  markers,
  aborted,
  removed,
});

interface Case {
  state: LagState;
  reading?: Partial<PartitionReading>;
  context?: Partial<ReasonContext>;
  unassigned?: boolean;
}

function reason({ state, reading = {}, context = {}, unassigned = false }: Case): string | null {
  const memory = {
    committed: null,
    movedAtMs: 0,
    lag: null,
    state,
    sinceMs: 0,
    aheadSinceMs: null,
    unsubscribedSinceMs: null,
    unassignedSinceMs: null,
  };
  const verdict: PartitionVerdict = { state, lag: null, lagIsLastKnown: false, unassigned, memory };
  return reasonFor({ ...READING, ...reading }, verdict, { ...PLAIN, ...context });
}

describe('what a state means, in a sentence', () => {
  test.each<[sentence: string | null, given: Case]>([
    [null, { state: 'ok' }],
    ['broker 3 said no', { state: 'unknown', context: { failure: { code: 'X', message: 'broker 3 said no' } } }],
    ['not read in the newest poll', { state: 'unknown' }],
    [
      'never committed here: backlog up to 1,499,990',
      { state: 'no-commit', reading: { committed: null, end: 1_500_000n } },
    ],
    ['ahead of the log by 1: topic recreated or data lost', { state: 'ahead', reading: { committed: 151n } }],
    [
      '1 message behind an open transaction: read_committed consumers wait for it',
      { state: 'open-transaction', reading: { committed: 149n, lastStable: 149n } },
    ],
    ['in nobody’s assignment: no member reads it', { state: 'ok', unassigned: true }],
    [
      'nothing left to read: only 1 transaction marker',
      { state: 'ok', reading: { committed: 149n, unread: nothing(1, 0, 0n) } },
    ],
    [
      'nothing left to read: only 2 transaction markers, 1,200 aborted records, 1 offset that was compacted away',
      { state: 'ok', reading: { unread: nothing(2, 1_200, 1n) } },
    ],
    [
      'nothing left to read: only 50 offsets that were compacted away',
      { state: 'ok', reading: { unread: nothing(0, 0, 50n) } },
    ],
    [
      'nothing to read before the last stable offset: only 1 transaction marker',
      { state: 'ok', reading: { committed: 139n, lastStable: 140n, unread: nothing(1, 0, 0n) } },
    ],
    [
      'nothing left to read, it is assumed: 2 offsets are likely transaction markers; grant Read on this topic to be sure',
      { state: 'ok', reading: { committed: 148n, unread: { kind: 'assumed' } } },
    ],
    [null, { state: 'ok', reading: { unread: { kind: 'records' } } }],
    ['no longer consumed: no member subscribes to this topic; its offsets can be deleted', { state: 'inactive' }],
    [
      'position lost: the committed offset expired, the group restarts where auto.offset.reset says',
      { state: 'expired', reading: { committed: null } },
    ],
  ])('%s', (sentence, given) => {
    expect(reason(given)).toBe(sentence);
  });
});

describe('truncated', () => {
  const behind = { committed: 4n, logStart: 10n, end: 1_010n };
  test('says what is gone and what a restart at latest would skip', () => {
    expect(reason({ state: 'truncated', reading: behind })).toBe(
      'up to 6 offsets deleted unread; if it returns with auto.offset.reset=latest it will also skip the remaining 1,000',
    );
  });

  test('of one offset, with nothing left', () => {
    expect(reason({ state: 'truncated', reading: { committed: 9n, logStart: 10n, end: 10n } })).toBe(
      'up to 1 offset deleted unread; if it returns with auto.offset.reset=latest it will also skip the remaining 0',
    );
  });

  test('a commit of 0 is a commit', () => {
    expect(reason({ state: 'truncated', reading: { ...behind, committed: 0n } })).toContain('up to 10 offsets');
  });

  test('loses nothing where records are removed on purpose', () => {
    const sentence = reason({ state: 'truncated', reading: behind, context: { removedOnPurpose: true } });
    expect(sentence).toBe('6 offsets removed before the group read them');
    expect(sentence).not.toContain('deleted');
  });
});

describe('isolation', () => {
  const open = { lastStable: 120n, end: 120n };
  test.each<[what: string, committed: bigint, readCommitted: boolean, wrong: boolean]>([
    ['read_committed past the last stable offset', 121n, true, true],
    ['read_committed at it', 120n, true, false],
    ['read_uncommitted past it: every day', 121n, false, false],
  ])('%s', (_what, committed, readCommitted, wrong) => {
    const sentence = reason({ state: 'ok', reading: { ...open, committed }, context: { readCommitted } });
    expect(sentence === null).toBe(!wrong);
  });
});
