import { describe, expect, it } from 'vitest';
import { spoken } from '#components/ui/testing.ts';
import { steadyFlowExample, unknownTimeLagExample } from '#lib/api/examples/groups.ts';
import type { LagState } from '#lib/api/schemas/common.ts';
import type { GroupDetail, GroupPartition } from '#lib/api/schemas/groups.ts';
import { groupAnswer, reasons } from './group-answer.ts';
import { groupsAnswer } from './groups-answer.ts';

const GROUP: GroupDetail = {
  group: 'payments-worker',
  slug: 'payments-worker',
  type: 'consumer',
  protocolType: 'consumer',
  state: 'Stable',
  assignOnly: false,
  lag: '80112',
  lagIsAtLeast: false,
  knownPartitions: 24,
  totalPartitions: 24,
  topics: 2,
  members: 6,
  status: 'OK',
  statusSince: null,
  severity: 'calm',
  statuses: { OK: 24 },
  states: { ok: 24 },
  trend: [],
  ...steadyFlowExample,
  timeLag: unknownTimeLagExample,
  loss: null,
  lagTrend: null,
  hot: [],
  failure: null,
  observedAt: '2026-11-23T14:06:00.000Z',
  stale: false,
  coordinator: 2,
  partitionAssignor: 'uniform',
  epoch: 42,
  owner: null,
  topology: null,
  commitGapMs: null,
  membersBeforeRebalance: false,
  memberList: [],
  partitions: [],
};

describe('groupAnswer', () => {
  it.each([
    ['all known', {}, '80,112 messages behind over 24 partitions.'],
    [
      'growing',
      { produceRate: 1_240, consumeRate: 930, lagTrend: 'growing' },
      '80,112 messages behind over 24 partitions, growing 310/s; never drains at this rate.',
    ],
    [
      'draining',
      { produceRate: 930, consumeRate: 1_240, lagTrend: 'draining', drainSeconds: 258 },
      '80,112 messages behind over 24 partitions, falling 310/s; drains in 4 min 18 s.',
    ],
    ['one message', { lag: '1' }, '1 message behind over 24 partitions.'],
    ['shortened from a million on', { lag: '41882406' }, '41.9 M messages behind over 24 partitions.'],
    ['a lower bound', { lagIsAtLeast: true }, 'At least 80,112 messages behind over 24 partitions.'],
    [
      'nothing left that can be read',
      { lag: '0', lagIsAtLeast: true },
      'Caught up with what can be read on 24 partitions.',
    ],
    ['of a share group', { type: 'share' }, '80,112 records to process over 24 partitions.'],
    [
      'some unknown',
      { knownPartitions: 22, statuses: { OK: 22, NO_DATA: 2 } },
      '80,112 messages behind over 22 of 24 partitions; 2 no data.',
    ],
    [
      'the worst first',
      { statuses: { OK: 21, NO_DATA: 2, LOST: 1 } },
      '80,112 messages behind over 24 partitions; 2 no data, 1 lost.',
    ],
    [
      'no number would be true',
      { lag: null, knownPartitions: 0, statuses: { NEVER_COMMITTED: 24 } },
      'Its lag cannot be told; 24 never committed.',
    ],
    ['caught up', { lag: '0' }, 'Caught up on all 24 partitions.'],
    [
      'caught up as far as known',
      { lag: '0', knownPartitions: 23, statuses: { OK: 23, NO_DATA: 1 } },
      'Caught up on 23 of 24 partitions; 1 no data.',
    ],
    [
      'left-over topics are no trouble',
      { states: { ok: 24, inactive: 3 }, statuses: { OK: 24 } },
      '80,112 messages behind over 24 partitions.',
    ],
    [
      'nothing committed',
      { totalPartitions: 0, knownPartitions: 0, lag: null },
      'No position on any topic: this group has committed nothing.',
    ],
  ] as const)('%s', (_, change, expected) => expect(spoken(groupAnswer({ ...GROUP, ...change }))).toBe(expected));
});

describe('reasons', () => {
  const at = (partition: number, state: LagState, reason: string | null): GroupPartition => ({
    topic: 'orders',
    topicId: null,
    partition,
    state,
    stateSince: null,
    status: 'OK',
    statusSince: null,
    reason,
    logStart: null,
    end: null,
    committed: null,
    lag: null,
    lagIsAtLeast: false,
    lagIsLastKnown: false,
    ...steadyFlowExample,
    timeLag: unknownTimeLagExample,
    loss: { deletedUnread: null, notBefore: null, kind: null },
    hotSince: null,
    leader: null,
    memberId: null,
    clientId: null,
    memberHost: null,
    lastCommitAt: null,
    metadata: null,
  });

  it('says a reason once, with its partitions, the worst state first', () => {
    const said = reasons(
      [
        at(0, 'unknown', 'Broker 3 is away.'),
        at(1, 'ok', null),
        at(2, 'unknown', 'Broker 3 is away.'),
        at(5, 'truncated', '12 lost.'),
      ],
      3,
    );
    expect(said.map(({ where, reason }) => [where, reason])).toEqual([
      ['orders 5', '12 lost'],
      ['orders 0, orders 2', 'Broker 3 is away'],
    ]);
  });

  it('names no more than three partitions of a reason', () => {
    const many = Array.from({ length: 9 }, (_, i) => at(i, 'unknown', 'away'));
    expect(reasons(many, 3)).toMatchObject([{ where: 'orders 0, orders 1, orders 2', more: 6 }]);
  });

  it('says of a lag that it is a lower bound, and why', () => {
    const bound = { ...at(0, 'ok', 'at least: under min ISR'), lagIsAtLeast: true };
    expect(reasons([bound], 3)).toMatchObject([{ where: 'orders 0', reason: 'at least: under min ISR' }]);
  });

  it('leaves out what is calm', () => expect(reasons([at(0, 'inactive', 'no longer consumed')], 3)).toEqual([]));
});

describe('groupsAnswer', () => {
  it.each([
    [{}, [0, 0], 0, 'No consumer groups yet.'],
    [{ OK: 1 }, [0, 0], 1, 'The only group needs no look.'],
    [{ OK: 20, IDLE_BATCH: 2 }, [0, 0], 25, 'None of 25 groups needs a look.'],
    [{ OK: 479, NO_DATA: 1 }, [0, 1], 480, '1 of 480 groups needs a look: 1 no data.'],
    [{ OK: 470, NEVER_COMMITTED: 6, LOST: 4 }, [4, 6], 480, '10 of 480 groups need a look: 4 lost, 6 never committed.'],
    [
      { OK: 470, STALLED: 1, REBALANCING: 3 },
      [1, 2],
      480,
      '3 of 480 groups need a look: 1 stalled, 2 rebalancing for long.',
    ],
  ] as const)('%j', (groupsByStatus, [error, warn], groups, expected) => {
    const counts = { groups, groupsByStatus, groupsBySeverity: { error, warn, calm: groups - error - warn } };
    expect(spoken(groupsAnswer(counts))).toBe(expected);
  });
});
