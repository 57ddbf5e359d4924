import { describe, expect, it } from 'vitest';
import { spoken } from '#components/ui/testing.ts';
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
  knownPartitions: 24,
  totalPartitions: 24,
  topics: 2,
  members: 6,
  worst: 'ok',
  worstSince: null,
  states: { ok: 24 },
  trend: [],
  failure: null,
  observedAt: '2026-11-23T14:06:00.000Z',
  stale: false,
  coordinator: 2,
  partitionAssignor: 'uniform',
  epoch: 42,
  membersBeforeRebalance: false,
  memberList: [],
  partitions: [],
};

describe('groupAnswer', () => {
  it.each([
    ['all known', {}, '80,112 messages behind over 24 partitions.'],
    ['one message', { lag: '1' }, '1 message behind over 24 partitions.'],
    ['shortened from a million on', { lag: '41882406' }, '41.9 M messages behind over 24 partitions.'],
    [
      'some unknown',
      { knownPartitions: 22, states: { ok: 22, unknown: 2 } },
      '80,112 messages behind over 22 of 24 partitions; 2 unknown.',
    ],
    [
      'the worst first',
      { states: { ok: 21, unknown: 2, truncated: 1 } },
      '80,112 messages behind over 24 partitions; 1 truncated, 2 unknown.',
    ],
    [
      'no number would be true',
      { lag: null, knownPartitions: 0, states: { 'no-commit': 24 } },
      'Its lag cannot be told; 24 no commit.',
    ],
    ['caught up', { lag: '0' }, 'Caught up on all 24 partitions.'],
    [
      'caught up as far as known',
      { lag: '0', knownPartitions: 23, states: { ok: 23, unknown: 1 } },
      'Caught up on 23 of 24 partitions; 1 unknown.',
    ],
    [
      'left-over topics are no trouble',
      { states: { ok: 24, inactive: 3 } },
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
    reason,
    logStart: null,
    end: null,
    committed: null,
    lag: null,
    lagIsLastKnown: false,
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

  it('leaves out what is calm', () => expect(reasons([at(0, 'inactive', 'no longer consumed')], 3)).toEqual([]));
});

describe('groupsAnswer', () => {
  it.each([
    [{}, 0, 'No consumer groups yet.'],
    [{ ok: 1 }, 1, 'The only group needs no look.'],
    [{ ok: 20, inactive: 2 }, 25, 'None of 25 groups needs a look.'],
    [{ ok: 479, unknown: 1 }, 480, '1 of 480 groups needs a look: 1 unknown.'],
    [{ ok: 470, 'no-commit': 6, truncated: 4 }, 480, '10 of 480 groups need a look: 4 truncated, 6 no commit.'],
  ] as const)('%j of %s', (counts, total, expected) => expect(spoken(groupsAnswer(counts, total))).toBe(expected));
});
