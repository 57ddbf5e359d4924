import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { EventRecord } from '#lib/history/contract.ts';
import { succeed } from '#lib/kafka/failure.ts';
import type { PartitionMetadata, TopicMetadata } from '#lib/kafka/metadata.ts';
import type { ListedReassignment } from '#lib/replication/reassignment.ts';
import { partitionKey } from '../memory.ts';
import type { ClusterObservation } from '../observation.ts';
import { broker, described, group, MINUTE, member, Polls, SECOND, silent, T0, topic, topicIdOf } from '../testing.ts';

const told = (events: EventRecord[]) => events.map(({ kind, data }) => [kind, data]);
const kinds = (events: EventRecord[]) => events.map(({ kind }) => kind);

/** What is told of the last of these polls, ten seconds apart. */
function lastOf(...polls: Partial<ClusterObservation>[]): EventRecord[] {
  const cluster = new Polls();
  return polls.map((changes, index) => cluster.at(index * 10 * SECOND, changes).events).at(-1) ?? [];
}

const withTopics = (...topics: TopicMetadata[]): Partial<ClusterObservation> => ({
  topics: new Map(topics.map((one) => [one.name, one])),
});

/** A topic of which every partition has the same replicas. */
function replicated(name: string, partitions: number, changes: Partial<PartitionMetadata>): TopicMetadata {
  const made = topic(name, partitions);
  return { ...made, partitions: made.partitions.map((one) => ({ ...one, ...changes })) };
}

describe('calm', () => {
  test('the first poll tells nothing, however much it finds', () => {
    const found = {
      ...withTopics(topic('orders', 2)),
      groups: [group('a')],
      brokers: [broker(1), broker(2, { failure: silent(2) })],
    };
    expect(lastOf(found)).toEqual([]);
  });

  test('a poll that finds the same tells nothing', () => {
    const same = { groups: [group('a'), group('b', { type: 'consumer', description: described({ epoch: 4 }) })] };
    expect(lastOf(same, same, same)).toEqual([]);
  });

  test('what comes after a poll without topics or with holes in the listing is no news', () => {
    expect(lastOf({ topics: null }, {})).toEqual([]);
    expect(lastOf({ listingComplete: false }, { groups: [group('hidden before')] })).toEqual([]);
  });
});

describe('brokers', () => {
  const up = [broker(1), broker(2), broker(3)];
  const unreachable = { brokers: [broker(1), broker(2), broker(3, { failure: silent(3) })] };
  const three = withTopics(replicated('orders', 2, { leader: 1, replicas: [1, 3], isr: [1, 3] }));
  const down = { ...three, brokers: [broker(1), broker(2), broker(3, { inMetadata: false, failure: silent(3) })] };

  test.each<[string, Partial<ClusterObservation>[], unknown]>([
    ['unreachable', [{}, unreachable], [['broker-unreachable', { broker: 3, reason: 'no answer from broker 3' }]]],
    ['back', [{}, unreachable, {}], [['broker-back', { broker: 3, was: 'unreachable' }]]],
    ['down', [three, down], [['broker-down', { broker: 3 }]]],
    ['back from down', [three, down, three], [['broker-back', { broker: 3, was: 'down' }]]],
    ['new', [{}, { brokers: [...up, broker(4)] }], [['broker-joined', { broker: 4 }]]],
    ['gone', [{ brokers: [...up, broker(4)] }, { brokers: up }], [['broker-gone', { broker: 4 }]]],
  ])('%s', (_case, polls, expected) => {
    expect(told(lastOf(...polls))).toEqual(expected);
  });

  test('a cluster of which no broker answers is one event, and one when it is back', () => {
    const dark = {
      reachable: false,
      topics: null,
      ends: new Map(),
      brokers: up.map(({ brokerId }) => broker(brokerId, { failure: silent(brokerId), inMetadata: false })),
      failures: [silent(1)],
    };
    const polls = new Polls();
    polls.at(0);
    expect(told(polls.at(10 * SECOND, dark).events)).toEqual([
      ['cluster-unreachable', { reason: 'no answer from broker 1' }],
    ]);
    expect(polls.at(20 * SECOND, dark).events).toEqual([]);
    expect(kinds(polls.at(30 * SECOND).events)).toEqual(['cluster-back']);
  });

  test('the controller moves; while nobody can say who it is, nothing is told', () => {
    const ledBy = (leaderId: number): Partial<ClusterObservation> => ({
      controller: { kind: 'kraft', quorum: { leaderId, leaderEpoch: 5, voters: [], observers: [] } },
    });
    expect(told(lastOf(ledBy(1), { controller: null }, ledBy(-1), ledBy(2)))).toEqual([
      ['controller-changed', { from: 1, to: 2, epoch: 5 }],
    ]);
  });
});

describe('leaders and replicas', () => {
  test('a broker that goes is one event per consequence, however many partitions it had', () => {
    const before = replicated('orders', 41, { leader: 3, replicas: [3, 1, 2], isr: [3, 1, 2] });
    const after = {
      ...before,
      partitions: before.partitions.map((one, index) => ({
        ...one,
        leader: index % 2 ? 1 : 2,
        isr: [1, 2],
        leaderEpoch: 2,
      })),
    };
    const events = lastOf(withTopics(before), withTopics(after));
    expect(kinds(events)).toEqual(['isr-left', 'leaders-moved']);
    expect(events[0]?.data).toMatchObject({ broker: 3, partitions: { count: 41 } });
    expect(events[1]?.data).toMatchObject({ broker: 3, direction: 'from', others: [1, 2], partitions: { count: 41 } });
    const returned = { ...before, partitions: before.partitions.map((one) => ({ ...one, leaderEpoch: 3 })) };
    const back = lastOf(withTopics(after), withTopics(returned));
    expect(told(back).map(([kind, data]) => [kind, data])).toMatchObject([
      ['isr-joined', { broker: 3, partitions: { count: 41 } }],
      ['leaders-moved', { broker: 3, direction: 'to', others: [1, 2], partitions: { count: 41 } }],
    ]);
  });

  test('partitions without a leader, and with one again', () => {
    const before = withTopics(topic('orders', 3));
    const after = withTopics(topic('orders', 3, { leaders: [1, 2, null] }));
    const partitions = { count: 1, topicCount: 1, topics: [{ topic: 'orders', partitions: [2] }] };
    expect(told(lastOf(before, after))).toEqual([['partitions-offline', { brokers: [3], partitions }]]);
    expect(told(lastOf(before, after, before))).toEqual([['partitions-online', { brokers: [3], partitions }]]);
  });

  test('a reassignment moves replicas; giving one away is no leaving of the ISR', () => {
    const at = (replicas: number[], isr = replicas) =>
      withTopics(replicated('orders', 1, { leader: isr[0] ?? null, replicas, isr }));
    expect(kinds(lastOf(at([1, 3]), at([1, 2, 3], [1, 3])))).toEqual(['replicas-changed']);
    expect(kinds(lastOf(at([1, 2, 3], [1, 3]), at([1, 2, 3])))).toEqual(['isr-joined']);
    expect(told(lastOf(at([1, 2, 3]), at([1, 2])))).toEqual([
      [
        'replicas-changed',
        {
          stage: 'ended',
          partitions: { count: 1, topicCount: 1, topics: [{ topic: 'orders', partitions: [0] }] },
          listed: [{ topic: 'orders', partition: 0, from: [1, 2, 3], to: [1, 2] }],
        },
      ],
    ]);
  });

  describe('a reassignment that takes several polls', () => {
    const at = (replicas: number[], isr: number[]) =>
      withTopics(replicated('orders', 1, { leader: isr[0] ?? null, replicas, isr }));
    /** Kind, and of reassignments their stage with the replicas before and after, poll by poll; it is listed from the second on. */
    function story(listed: ListedReassignment, polls: Partial<ClusterObservation>[]): unknown[] {
      const cluster = new Polls();
      return polls.map((poll, index) => {
        if (index === 2) cluster.memory.replication.reassignments.set(partitionKey('orders', 0), listed);
        return cluster.at(index * 10 * SECOND, poll).events.map(({ kind, data }) => {
          if (kind !== 'replicas-changed') return kind;
          const { stage, listed: moves } = z
            .object({ stage: z.string(), listed: z.array(z.object({ from: z.array(z.int()), to: z.array(z.int()) })) })
            .parse(data);
          return [stage, moves[0]?.from, moves[0]?.to];
        });
      });
    }
    const move = { replicas: [2, 1], adding: [2], removing: [1] };
    const growth = { replicas: [1, 2], adding: [2], removing: [] };
    const [old, both, grown] = [at([1], [1]), at([2, 1], [1]), at([1, 2], [1])];

    test.each<[what: string, listed: ListedReassignment, polls: Partial<ClusterObservation>[], told: unknown[]]>([
      [
        'moves',
        move,
        [old, both, both, at([2], [2])],
        [[], [['begun', [1], [2, 1]]], [], ['isr-joined', 'leaders-moved', ['ended', [1], [2]]]],
      ],
      ['is cancelled', move, [old, both, both, old], [[], [['begun', [1], [2, 1]]], [], [['cancelled', [1], [1]]]]],
      [
        'only adds',
        growth,
        [old, grown, grown, at([1, 2], [1, 2])],
        [[], [['begun', [1], [1, 2]]], [], ['isr-joined', ['ended', [1], [1, 2]]]],
      ],
      [
        'is over between two polls',
        move,
        [old, at([2], [2])],
        [[], ['isr-joined', 'leaders-moved', ['ended', [1], [2]]]],
      ],
    ])('%s', (_what, listed, polls, expected) => expect(story(listed, polls)).toEqual(expected));
  });
});

describe('topics', () => {
  const only = withTopics(topic('orders', 2));
  const two = withTopics(topic('orders', 2), topic('payments', 3));
  test.each<[string, Partial<ClusterObservation>[], unknown]>([
    ['created', [only, two], [['topic-created', { topic: 'payments', partitions: 3, replicationFactor: 1 }]]],
    ['missing in one answer', [two, only], []],
    ['missing in one answer and back', [two, only, two], []],
    ['missing in two answers', [two, only, only], [['topic-deleted', { topic: 'payments' }]]],
    ['not answered at all', [two, only, { topics: null }], []],
    ['grown', [only, withTopics(topic('orders', 5))], [['partitions-added', { topic: 'orders', from: 2, to: 5 }]]],
    [
      'recreated between two polls',
      [only, withTopics(topic('orders', 2, { incarnation: 2 }))],
      [['topic-recreated', { topic: 'orders', partitions: 2 }]],
    ],
    [
      'recreated after an answer without it',
      [two, only, withTopics(topic('orders', 2), topic('payments', 1, { incarnation: 2 }))],
      [['topic-recreated', { topic: 'payments', partitions: 1 }]],
    ],
  ])('%s', (_case, polls, expected) => {
    expect(told(lastOf(...polls))).toEqual(expected);
  });

  test('the same change of the settings of several topics is told once; the first reading is no change', () => {
    const polls = new Polls();
    const read = (retention: string) => {
      const settings = ['orders', 'payments'].map((name) => {
        const value = [
          { name: 'retention.ms', value: retention, source: 'DEFAULT', isDefault: true, sensitive: false },
        ];
        return [topicIdOf(name), succeed(value)] as const;
      });
      polls.memory.slow = { ...polls.memory.slow, configs: new Map(settings) };
    };
    polls.at(0, two);
    read('1000');
    expect(polls.at(10 * SECOND, two).events).toEqual([]);
    polls.memory.slow = { ...polls.memory.slow, configs: new Map() };
    expect(polls.at(20 * SECOND, two).events).toEqual([]);
    read('2000');
    expect(told(polls.at(30 * SECOND, two).events)).toEqual([
      [
        'topic-config-changed',
        {
          topics: ['orders', 'payments'],
          topicCount: 2,
          changes: [{ name: 'retention.ms', from: '1000', to: '2000' }],
        },
      ],
    ]);
  });
});

describe('groups', () => {
  const of = (...members: string[]) => described({ members: members.map((id) => member(id, { clientId: id })) });
  const classic = (...members: string[]) => ({ groups: [group('g', { description: of(...members) })] });
  const state = (name: string) => ({
    groups: [
      group('g', {
        state: name,
        description: described({ state: name, members: [member('m1', { subscribed: null, assignment: null })] }),
      }),
    ],
  });
  const modern = (epoch: number, ...members: string[]) => ({
    groups: [
      group('g', {
        type: 'consumer',
        description: described({ epoch, members: members.map((id) => member(id, { clientId: id })) }),
      }),
    ],
  });
  const empty = { groups: [group('g', { state: 'Empty', description: described({ state: 'Empty', members: [] }) })] };

  test.each<[string, Partial<ClusterObservation>[], unknown[]]>([
    ['appears', [{}, classic('m1')], [['group-appeared', { group: 'g', type: 'classic', members: 1 }]]],
    [
      'gains and loses members',
      [classic('m1', 'm2'), classic('m1', 'm3')],
      [
        [
          'group-rebalanced',
          {
            rebalances: 1,
            epochs: null,
            members: 2,
            joined: { count: 1, listed: [{ client: 'm3' }] },
            left: { count: 1, listed: [{ client: 'm2' }] },
          },
        ],
      ],
    ],
    [
      'is caught rebalancing',
      [classic('m1'), state('PreparingRebalance')],
      [['group-rebalancing', { state: 'PreparingRebalance' }]],
    ],
    ['goes on rebalancing', [classic('m1'), state('PreparingRebalance'), state('CompletingRebalance')], []],
    [
      'ends a rebalance with the same members',
      [classic('m1'), state('PreparingRebalance'), classic('m1')],
      [['group-rebalanced', { joined: { count: 0 }, left: { count: 0 } }]],
    ],
    ['loses its last member', [classic('m1'), empty], [['group-emptied', { left: { count: 1 }, members: 0 }]]],
    ['has a member again', [empty, classic('m1')], [['group-joined', { joined: { count: 1 }, members: 1 }]]],
    [
      'moves on by three epochs',
      [modern(41, 'm1'), modern(44, 'm1', 'm2')],
      [['group-rebalanced', { rebalances: 3, epochs: { from: 41, to: 44 }, joined: { count: 1 } }]],
    ],
    [
      'is created anew between two polls',
      [modern(41, 'm1'), modern(2, 'm2')],
      [['group-rebalanced', { rebalances: 1, epochs: null }]],
    ],
    [
      'changes its type',
      [classic('m1'), { groups: [group('g', { type: 'consumer', description: of('m1') })] }],
      [['group-type-changed', { from: 'classic', to: 'consumer' }]],
    ],
    [
      'moves to another coordinator',
      [classic('m1'), { groups: [group('g', { coordinator: 2, description: of('m1') })] }],
      [['coordinators-moved', { from: 1, to: 2, groups: ['g'], groupCount: 1 }]],
    ],
  ])('%s', (_case, polls, expected) => {
    expect(told(lastOf(...polls))).toMatchObject(expected);
    expect(lastOf(...polls)).toHaveLength(expected.length);
  });

  test('a static member that returns under another member id has not left', () => {
    const fixed = (id: string) => ({
      groups: [group('g', { description: described({ members: [member(id, { instanceId: 'fixed' })] }) })],
    });
    expect(lastOf(fixed('first'), fixed('second'))).toEqual([]);
  });

  test('two partitions that change hands are a rebalance, without anybody coming or going', () => {
    const holding = (first: number[], second: number[]) => ({
      groups: [
        group('g', {
          description: described({
            members: [
              member('m1', { assignment: [{ topic: 'orders', partitions: first }] }),
              member('m2', { assignment: [{ topic: 'orders', partitions: second }] }),
            ],
          }),
        }),
      ],
    });
    expect(kinds(lastOf(holding([0, 1], []), holding([1], [0])))).toEqual(['group-rebalanced']);
    expect(lastOf(holding([0, 1], []), holding([1, 0], []))).toEqual([]);
  });

  test('groups whose offsets partition has no leader are told together, and again when it has one', () => {
    const offsets = (leader: number | null) =>
      withTopics(topic('orders', 2), { ...topic('__consumer_offsets', 1, { leaders: [leader] }), internal: true });
    const orphan = (id: string) => group(id, { listed: false, state: null, description: null, commits: null });
    const before = { ...offsets(1), groups: [group('a'), group('b')] };
    const lost = { ...offsets(null), groups: [orphan('a'), orphan('b')] };
    expect(told(lastOf(before, lost))).toMatchObject([
      ['partitions-offline', {}],
      ['coordinators-offline', { groups: ['a', 'b'], groupCount: 2 }],
    ]);
    expect(told(lastOf(before, lost, before))).toMatchObject([
      ['partitions-online', {}],
      ['coordinators-back', { groupCount: 2 }],
    ]);
  });
});

test('what is seen after a gap says since when nobody looked', () => {
  const polls = new Polls();
  polls.at(0);
  const [created] = polls.at(10 * MINUTE, withTopics(topic('orders', 2), topic('payments', 1))).events;
  expect(created).toMatchObject({ kind: 'topic-created', gapSinceMs: T0 });
});

test('a thousand topics at once are told as some, the worst first, and a count', () => {
  const many = Array.from({ length: 1_000 }, (_, index) => topic(`topic-${index}`, 1));
  const events = lastOf(
    { ...withTopics(topic('orders', 2)), groups: [group('g')] },
    { ...withTopics(topic('orders', 2, { leaders: [1, null] }), ...many), groups: [group('g')] },
  );
  expect(events).toHaveLength(100);
  expect(events[0]?.kind).toBe('partitions-offline');
  expect(events.at(-1)).toMatchObject({
    kind: 'more-events',
    data: { count: 902, byKind: { 'topic-created': 902 } },
  });
});
