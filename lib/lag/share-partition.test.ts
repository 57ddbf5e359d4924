import { describe, expect, test } from 'vitest';
import type { LagRules } from './partition.ts';
import { judgeSharePartition, type SharePartitionReading } from './share-partition.ts';
import { shareReasonFor } from './share-reason.ts';
import type { LagState } from './state.ts';

const T0 = Date.UTC(2026, 10, 23, 3);
const SECOND = 1_000;
const RULES: LagRules = {
  threePollsMs: 30 * SECOND,
  inactiveAfterMs: 600 * SECOND,
  openTransactionAfterMs: 60 * SECOND,
  unassignedAfterMs: 60 * SECOND,
};
const CALM: SharePartitionReading = {
  startOffset: 80n,
  undelivered: 20n,
  logStart: 0n,
  highWatermark: 100n,
  subscribed: true,
};

const judge = (changes: Partial<SharePartitionReading>) => {
  const reading = { ...CALM, ...changes };
  const verdict = judgeSharePartition(reading, undefined, RULES, T0);
  return { ...verdict, reason: shareReasonFor(reading, verdict, null) };
};

describe('one partition of a share group', () => {
  test.each<
    [what: string, changes: Partial<SharePartitionReading>, state: LagState, lag: bigint | null, reason: string | null]
  >([
    ['all from the start offset on is to be processed', {}, 'ok', 20n, null],
    ['caught up', { startOffset: 100n, undelivered: 0n }, 'ok', 0n, null],
    [
      'some past the start offset are done',
      { undelivered: 13n },
      'ok',
      13n,
      '7 past the start offset are done already',
    ],
    ['one past it is done', { undelivered: 19n }, 'ok', 19n, '1 past the start offset is done already'],
    [
      'the coordinator cannot tell',
      { undelivered: null },
      'ok',
      20n,
      'counted from the start offset: records past it that are done already are in the lag',
    ],
    [
      'retention took some: they are no backlog',
      { undelivered: null, logStart: 85n },
      'ok',
      15n,
      '5 offsets deleted before they were processed',
    ],
    [
      'nothing delivered yet',
      { startOffset: null, undelivered: null },
      'no-commit',
      null,
      'nothing delivered from here yet: delivery begins where share.auto.offset.reset says',
    ],
    ['the coordinator is silent', { startOffset: undefined }, 'unknown', null, 'not read in the newest poll'],
    ['the leader is silent', { highWatermark: undefined }, 'unknown', null, 'not read in the newest poll'],
    ['past an end that was read before it', { startOffset: 101n, undelivered: 0n }, 'ok', 0n, null],
  ])('%s', (_what, changes, state, lag, reason) => {
    const verdict = judge(changes);
    expect([verdict.state, verdict.lag, verdict.reason]).toEqual([state, lag, reason]);
  });

  test('that is not read keeps its last lag, marked so', () => {
    const { memory } = judge({});
    const later = judgeSharePartition({ ...CALM, startOffset: undefined }, memory, RULES, T0 + 10 * SECOND);
    expect(later).toMatchObject({ state: 'unknown', lag: 20n, lagIsLastKnown: true });
    expect(later.memory).toMatchObject({ committed: 80n, lag: 20n, sinceMs: T0 + 10 * SECOND });
  });

  test('whose topic no member subscribes to any more leaves the totals after a while', () => {
    let memory = judge({}).memory;
    const states = [1, 300, 602].map((second) => {
      const verdict = judgeSharePartition({ ...CALM, subscribed: false }, memory, RULES, T0 + second * SECOND);
      memory = verdict.memory;
      return verdict.state;
    });
    expect(states).toEqual(['ok', 'ok', 'inactive']);
  });
});
