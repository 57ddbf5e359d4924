import { describe, expect, test } from 'vitest';
import { NOT_OBSERVED, type TopicConfigNow } from '#lib/history/contract.ts';
import { fail, succeed } from '#lib/kafka/failure.ts';
import { ends, group, Polls, SECOND, silent, T0, topic, topicIdOf, topicOf } from './testing.ts';

const ORDERS = topicIdOf('orders');

const config = (name: string, value: string): TopicConfigNow => ({
  name,
  value,
  source: 'DYNAMIC_TOPIC_CONFIG',
  isDefault: false,
  sensitive: false,
});

const replicated = (...isrs: number[][]) =>
  topic('orders', 0, {
    partitions: isrs.map((isr, partition) => ({
      partition,
      leader: isr[0] ?? null,
      leaderEpoch: isr.length === 0 ? -1 : 4,
      replicas: [1, 2, 3],
      isr,
      offlineReplicas: [],
    })),
  });

describe('replication of a topic', () => {
  const poll = (polls: Polls) =>
    topicOf(
      polls.at(0, {
        topics: new Map([['orders', replicated([1, 2, 3], [2, 1, 3], [1, 2], [1], [])]]),
        ends: new Map([['orders', ends(null, null, null, null, null)]]),
      }),
      'orders',
    );

  test('counts partitions by danger once the configuration is known', () => {
    const polls = new Polls();
    polls.memory.slow = {
      ...polls.memory.slow,
      configs: new Map([[ORDERS, succeed([config('min.insync.replicas', '2')])]]),
    };
    expect(poll(polls)).toMatchObject({
      replicationFactor: 3,
      minIsr: 2,
      worstRank: 0,
      offline: 1,
      underMinIsr: 1,
      atMinIsr: 1,
      underReplicated: 0,
      notPreferred: 1,
      // Whatever else that makes of them; the one without a leader is offline.
      isrShrunk: 2,
    });
  });

  test('says nothing of min ISR before that', () => {
    expect(poll(new Polls())).toMatchObject({
      minIsr: null,
      underMinIsr: 0,
      atMinIsr: 0,
      underReplicated: 2,
      configs: null,
    });
  });

  test('has no leader epoch where there is no leader', () => {
    const epochs = poll(new Polls()).partitions.map(({ leaderEpoch }) => leaderEpoch);
    expect(epochs).toEqual([4, 4, 4, 4, null]);
  });
});

test('configuration and sizes come from the slow beat; a size is the leader’s', () => {
  const polls = new Polls();
  const sizes = new Map([
    [1, new Map([[0, 10n]])],
    [
      2,
      new Map([
        [0, 9n],
        [1, 20n],
      ]),
    ],
  ]);
  polls.memory.slow = {
    ...polls.memory.slow,
    configs: new Map([
      [
        ORDERS,
        succeed([
          config('retention.ms', '604800000'),
          config('retention.bytes', '-1'),
          config('cleanup.policy', 'delete'),
        ]),
      ],
    ]),
    partitionBytes: new Map([[ORDERS, sizes]]),
  };
  const now = topicOf(polls.at(0), 'orders');
  expect(now).toMatchObject({
    retentionMs: 604_800_000n,
    retentionBytes: -1n,
    cleanupPolicy: 'delete',
    sizeBytes: 39n,
  });
  expect(now.partitions.map(({ sizeBytes }) => sizeBytes)).toEqual(['10', '20']);
  expect(topicOf(new Polls().at(0), 'orders')).toMatchObject({ sizeBytes: null, retentionMs: null });
});

test('a recreated topic has nothing of its predecessor’s configuration and sizes', () => {
  const polls = new Polls();
  polls.at(0);
  polls.memory.slow = {
    ...polls.memory.slow,
    configs: new Map([[ORDERS, succeed([config('cleanup.policy', 'compact')])]]),
    partitionBytes: new Map([[ORDERS, new Map([[1, new Map([[0, 10n]])]])]]),
  };
  expect(topicOf(polls.at(SECOND), 'orders')).toMatchObject({ cleanupPolicy: 'compact', sizeBytes: 10n });
  const recreated = new Map([['orders', topic('orders', 2, { incarnation: 2 })]]);
  const now = topicOf(polls.at(2 * SECOND, { topics: recreated }), 'orders');
  expect(now).toMatchObject({ cleanupPolicy: null, configs: null, sizeBytes: null });
});

test('says why its configuration is refused, since when', () => {
  const polls = new Polls();
  const refused = fail('TOPIC_AUTHORIZATION_FAILED', 'no permission: grant DescribeConfigs');
  polls.memory.slow = { ...polls.memory.slow, configs: new Map([[ORDERS, refused]]) };
  polls.at(0);
  expect(topicOf(polls.at(SECOND), 'orders')).toMatchObject({
    configs: null,
    isCurrent: true,
    failure: { ...refused.failure, sinceMs: T0 },
  });
});

test('counts the groups that read it', () => {
  expect(topicOf(new Polls().at(0, { groups: [group('a'), group('b')] }), 'orders').groups).toBe(2);
});

describe('what the history keeps of the ends', () => {
  test('log start, high watermark, and how far the last stable offset is behind', () => {
    const write = new Polls().at(0, { ends: new Map([['orders', ends([5n, 100n, 80n], [0n, 7n])]]) });
    const [sampled] = write.samples?.topics ?? [];
    expect([...(sampled?.logStart ?? [])]).toEqual([5n, 0n]);
    expect([...(sampled?.highWatermark ?? [])]).toEqual([100n, 7n]);
    expect([...(sampled?.open ?? [])]).toEqual([20n, 0n]);
  });

  test('"not observed" where a leader did not tell', () => {
    const write = new Polls().at(0, { ends: new Map([['orders', ends(silent(1), [0n, 7n])]]) });
    expect([...(write.samples?.topics[0]?.open ?? [])]).toEqual([NOT_OBSERVED, 0n]);
    expect(topicOf(write, 'orders').partitions[0]?.failure).toMatchObject({ code: 'BROKER_TIMEOUT', brokerId: 1 });
  });

  test('a last stable offset read after more was committed is not open', () => {
    const write = new Polls().at(0, { ends: new Map([['orders', ends([0n, 100n, 103n], [0n, 7n])]]) });
    expect([...(write.samples?.topics[0]?.open ?? [])]).toEqual([0n, 0n]);
  });
});

describe('a topic in the course of polls', () => {
  const alone = (name: string, incarnation: number) => ({
    topics: new Map([[name, topic(name, 1, { incarnation })]]),
    ends: new Map([[name, ends([0n, 1n])]]),
  });

  test('recreated under the same name is another topic', () => {
    const polls = new Polls();
    const before = topicOf(polls.at(0, alone('orders', 1)), 'orders');
    const after = topicOf(polls.at(SECOND, alone('orders', 2)), 'orders');
    expect(after.topic.name).toBe(before.topic.name);
    expect(after.topic.kafkaTopicId).not.toBe(before.topic.kafkaTopicId);
    expect(polls.memory.topics.get('orders')?.lastStableSinceMs[0]).toBe(T0 + SECOND);
  });

  test('deleted is left out of a complete list', () => {
    const polls = new Polls();
    polls.at(0);
    const write = polls.at(SECOND, { topics: new Map(), ends: new Map() });
    expect(write.topics).toEqual([]);
    expect(write.complete.topics).toBe(true);
  });

  test('stands as it was known while nobody gives the topics', () => {
    const polls = new Polls();
    polls.at(0);
    const write = polls.at(SECOND, { topics: null });
    expect(write.topics.map(({ topic: { name } }) => name)).toEqual(['orders']);
    expect(write.complete.topics).toBe(false);
  });

  test('without a Kafka id gets one of our own', () => {
    const old = {
      topics: new Map([['orders', topic('orders', 1, { topicId: null })]]),
      ends: new Map([['orders', ends([0n, 1n])]]),
    };
    const polls = new Polls();
    const ids = [polls.at(0, old), polls.at(1, old)].map((write) => topicOf(write, 'orders').topic.kafkaTopicId);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(topicOf(polls.at(2, old), 'orders').hasKafkaId).toBe(false);
  });

  test('that grows keeps since when its last stable offsets stand', () => {
    const polls = new Polls();
    polls.at(0);
    polls.at(SECOND, {
      topics: new Map([['orders', topic('orders', 3)]]),
      ends: new Map([['orders', ends([0n, 100n], [0n, 101n], [0n, 5n])]]),
    });
    expect([...(polls.memory.topics.get('orders')?.lastStableSinceMs ?? [])]).toEqual([T0, T0 + SECOND, T0 + SECOND]);
  });

  test('that may not be read says so', () => {
    const { failure } = fail('TOPIC_AUTHORIZATION_FAILED', 'grant Describe on this topic');
    const write = new Polls().at(0, {
      topics: new Map([['orders', topic('orders', 0, { failure })]]),
      ends: new Map(),
    });
    expect(topicOf(write, 'orders')).toMatchObject({
      failure: { code: 'TOPIC_AUTHORIZATION_FAILED', sinceMs: T0 },
      isCurrent: false,
      partitions: [],
    });
  });
});
