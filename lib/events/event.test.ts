import { describe, expect, test } from 'vitest';
import { EVENT_KINDS, type EventData, type EventKindName, event, wordsOf } from './event.ts';
import type { ReassignmentStage } from './kinds/topics.ts';
import { partitionSet } from './partition-set.ts';
import { textOf } from './phrase.ts';

const partitions = (topic: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ topic, partition: from + index }));
const members = (...clients: string[]) => ({
  count: clients.length,
  listed: clients.map((client) => ({ client, host: '10.0.3.7' })),
});
const none = members();

/** One example of each kind, so that none can be added without its sentence being seen. */
const SENTENCES: { [Name in EventKindName]: [EventData<Name>, string] } = {
  'cluster-unreachable': [{ reason: 'connection refused' }, 'No broker of the cluster answers: connection refused'],
  'cluster-back': [{}, 'The cluster answers again'],
  'cluster-id-changed': [
    { from: 'A', to: 'B' },
    'Cluster id changed from A to B: another cluster answers under this name, and is not read',
  ],
  'history-shortened': [
    { level: 'polls', before: '2026-11-22T00:00:00.000Z' },
    'History of single polls before 2026-11-22 was given up: it had outgrown its budget (TIDEMARK_HISTORY_BUDGET_GB)',
  ],
  'cluster-id-restored': [{ id: 'A' }, 'The cluster with id A answers again under this name'],
  'cluster-id-accepted': [
    { from: 'A', to: 'B', by: 'ada@example.com' },
    'Cluster with id B was accepted under this name by ada@example.com, in place of A: what is shown begins anew',
  ],
  'cluster-id-kept': [
    { from: 'A', to: 'B', by: 'ada@example.com' },
    'Cluster with id B was turned down under this name by ada@example.com: Tidemark waits for A, and reads nothing meanwhile',
  ],
  'controller-changed': [{ from: 1, to: 2, epoch: 7 }, 'The controller moved from node 1 to node 2 (epoch 7)'],
  'more-events': [
    { count: 1_200, byKind: { 'topic-created': 1_200 } },
    '1,200 more events of the same poll, not listed: 1200 topic-created',
  ],
  'broker-joined': [{ broker: 4 }, 'Broker 4 is new in the cluster'],
  'broker-unreachable': [
    { broker: 3, reason: 'no answer within 3 s' },
    'Broker 3 cannot be reached, while the cluster lists it: no answer within 3 s',
  ],
  'broker-down': [{ broker: 3 }, 'Broker 3 is down: no other broker lists it any more'],
  'broker-gone': [{ broker: 3 }, 'Broker 3 has left the cluster: it holds no replica any more'],
  'broker-back': [{ broker: 3, was: 'down' }, 'Broker 3 is back (it was down)'],
  'isr-left': [
    { broker: 3, partitions: partitionSet([...partitions('orders', 40), ...partitions('payments', 1)]) },
    'Broker 3 left the ISR of 41 partitions of 2 topics',
  ],
  'isr-joined': [
    { broker: 3, partitions: partitionSet(partitions('orders', 1, 7)) },
    'Broker 3 joined the ISR of orders 7',
  ],
  'leaders-moved': [
    { broker: 3, direction: 'from', others: [1, 2], partitions: partitionSet(partitions('orders', 12)) },
    'Leadership of 12 partitions of orders moved from broker 3 to brokers 1 and 2',
  ],
  'partitions-offline': [
    { brokers: [3], partitions: partitionSet(partitions('orders', 1)) },
    'orders 0 went offline: no leader, led by broker 3 before',
  ],
  'partitions-online': [
    { brokers: [3], partitions: partitionSet(partitions('orders', 2)) },
    '2 partitions of orders have a leader again: broker 3',
  ],
  'topic-created': [
    { topic: 'orders', partitions: 6, replicationFactor: 3 },
    'Topic orders was created: 6 partitions, replication factor 3',
  ],
  'topic-deleted': [{ topic: 'orders' }, 'Topic orders was deleted'],
  'topic-recreated': [
    { topic: 'orders', partitions: 1 },
    'Topic orders was deleted and created anew with 1 partition: its history begins again',
  ],
  'partitions-added': [
    { topic: 'orders', from: 6, to: 12 },
    'Topic orders grew from 6 to 12 partitions: keys map to other partitions now',
  ],
  'replicas-changed': [
    {
      stage: 'ended',
      partitions: partitionSet(partitions('orders', 1)),
      listed: [{ topic: 'orders', partition: 0, from: [1], to: [2] }],
    },
    'Replicas of orders 0 were reassigned from brokers [1] to [2]',
  ],
  'log-truncated': [
    {
      topic: 'orders',
      partitions: [{ partition: 0, from: '1500', to: '0', epochBefore: 4, epochAfter: 6 }],
      partitionCount: 1,
      groups: ['payments-worker', 'shipping'],
      groupCount: 2,
    },
    'Log of orders 0 truncated: offsets 0 to 1,499 lost, leader epoch 4 to 6. 2 groups had committed past the new end, payments-worker among them',
  ],
  'topic-config-changed': [
    { topics: ['orders'], topicCount: 1, changes: [{ name: 'retention.ms', from: '604800000', to: '3600000' }] },
    'Configuration of topic orders changed: retention.ms from 604800000 to 3600000',
  ],
  'group-appeared': [
    { group: 'payments-worker', type: 'consumer', members: 1 },
    'Group payments-worker appeared (consumer, 1 member)',
  ],
  'group-deleted': [{ group: 'payments-worker' }, 'Group payments-worker is gone: deleted, or its offsets expired'],
  'group-type-changed': [
    { group: 'payments-worker', from: 'classic', to: 'consumer' },
    'Group payments-worker changed its type from classic to consumer',
  ],
  'group-rebalancing': [
    { group: 'payments-worker', state: 'PreparingRebalance' },
    'Group payments-worker began to rebalance (PreparingRebalance)',
  ],
  'group-rebalanced': [
    {
      group: 'payments-worker',
      joined: none,
      left: members('worker-3'),
      members: 5,
      rebalances: 1,
      epochs: null,
    },
    'Group payments-worker rebalanced at least once: worker-3 (10.0.3.7) left, 5 members',
  ],
  'group-joined': [
    { group: 'payments-worker', joined: members('a', 'b'), left: none, members: 2 },
    'Group payments-worker has members again: 2 members joined',
  ],
  'group-emptied': [
    { group: 'payments-worker', joined: none, left: members('worker-1'), members: 0 },
    'Group payments-worker has no members any more: worker-1 (10.0.3.7) left',
  ],
  'coordinators-moved': [
    { groups: ['a', 'b'], groupCount: 2, from: 1, to: 2 },
    'The coordinator of 2 groups moved from broker 1 to broker 2',
  ],
  'coordinators-offline': [
    { groups: ['a'], groupCount: 12 },
    'Coordinator offline: 12 groups can neither commit nor join',
  ],
  'coordinators-back': [{ groups: ['a'], groupCount: 1 }, 'Group a has its coordinator back'],
  'offsets-rewound': [
    {
      group: 'payments-worker',
      partitions: partitionSet(partitions('orders', 2)),
      listed: [],
      messages: '1204311',
      whileEmpty: true,
    },
    'Offsets of payments-worker were set back by 1,204,311 on 2 partitions of orders while it was empty: reset outside Tidemark',
  ],
  'offsets-jumped': [
    {
      group: 'payments-worker',
      partitions: partitionSet(partitions('orders', 1)),
      listed: [],
      messages: '900',
      whileEmpty: true,
    },
    'Offsets of payments-worker were moved forward by 900 on orders 0 while it was empty: reset outside Tidemark',
  ],
  'offsets-moved-unseen': [
    {
      group: 'payments-worker',
      partitions: partitionSet(partitions('orders', 1)),
      listed: [],
      messages: '900',
      whileEmpty: true,
    },
    'Offsets of payments-worker moved forward by 900 on orders 0 without a member seen: it ran between two polls, or they were reset outside Tidemark',
  ],
  deploy: [
    { title: 'shop 1.4.2', url: 'https://ci.example.com/42', group: 'payments-worker', topic: 'orders', by: 'ci' },
    'Deploy: shop 1.4.2 · group payments-worker · topic orders',
  ],
};

describe('sentences', () => {
  test.each(EVENT_KINDS)('%s', (name) => {
    const [data, sentence] = SENTENCES[name];
    // What is stored goes through JSON.
    const stored = JSON.parse(JSON.stringify(event(name, data as never)));
    expect(textOf(wordsOf(stored))).toBe(sentence);
  });

  test('a kind or a shape of another version is told by the name of its kind', () => {
    expect(textOf(wordsOf({ kind: 'moon-rises', data: {} }))).toBe('moon rises');
    expect(textOf(wordsOf({ kind: 'broker-down', data: { node: 3 } }))).toBe('broker down');
  });

  test('a deploy of nothing in particular is its title', () => {
    expect(
      textOf(wordsOf(event('deploy', { title: 'shop 1.4.2', url: null, group: null, topic: null, by: 'ci' }))),
    ).toBe('Deploy: shop 1.4.2');
  });

  test('names are told apart from words, whatever they look like', () => {
    const phrases = wordsOf(event('topic-deleted', { topic: 'was deleted' }));
    expect(phrases).toEqual([
      { text: 'Topic ', names: null },
      { text: 'was deleted', names: 'topic' },
      { text: ' was deleted', names: null },
    ]);
  });
});

test.each<[stage: ReassignmentStage, from: number[], to: number[], count: number, says: string]>([
  ['begun', [1], [2, 1], 1, 'Reassignment of orders 0 began: copies are made on broker 2'],
  ['begun', [1], [3, 2, 1], 2, 'Reassignment of 2 partitions of orders began: copies are made on brokers 2 and 3'],
  ['begun', [1, 2], [1, 2], 1, 'Reassignment of orders 0 began: replicas leave'],
  ['cancelled', [1], [1], 1, 'Reassignment of orders 0 was cancelled: the replicas stay on brokers [1]'],
  ['cancelled', [1], [1], 2, 'Reassignment of 2 partitions of orders was cancelled'],
  ['ended', [1], [2], 2, 'Replicas of 2 partitions of orders were reassigned to other brokers'],
])('a reassignment, %s: %j to %j of %d', (stage, from, to, count, says) => {
  const moved = partitions('orders', count);
  const listed = moved.map((one) => ({ ...one, from, to }));
  expect(textOf(wordsOf(event('replicas-changed', { stage, partitions: partitionSet(moved), listed })))).toBe(says);
});

test('a reassignment told before its stages were is one that ended', () => {
  const { stage: _, ...data } = SENTENCES['replicas-changed'][0];
  expect(textOf(wordsOf({ kind: 'replicas-changed', data }))).toBe(SENTENCES['replicas-changed'][1]);
});

test('an event is found by all it is about, each once', () => {
  const moved = event('replicas-changed', {
    stage: 'begun',
    partitions: partitionSet(partitions('orders', 2)),
    listed: [
      { topic: 'orders', partition: 0, from: [1, 2], to: [2, 3] },
      { topic: 'orders', partition: 1, from: [1, 2], to: [2, 3] },
    ],
  });
  expect(moved).toMatchObject({ groups: [], topics: ['orders'], brokers: [1, 2, 3] });
});

test('of thousands of partitions the first are named and all are counted', () => {
  const topics = Array.from({ length: 300 }, (_, index) => `topic-${index}`);
  const set = partitionSet(topics.flatMap((topic) => partitions(topic, 20)));
  expect(set).toMatchObject({ count: 6_000, topicCount: 300 });
  expect(set.topics).toHaveLength(200);
  expect(set.topics.flatMap((one) => one.partitions)).toHaveLength(50);
});
