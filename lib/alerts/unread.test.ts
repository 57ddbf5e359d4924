import { describe, expect, test } from 'vitest';
import type { PartitionException, TopicPartitionNow } from '#lib/history/contract.ts';
import { madeTopic, madeTopicKey } from '#lib/history/testing.ts';
import { OFFSETS_TOPIC, offsetsPartitionOf } from '#lib/kafka/offsets-topic.ts';
import { seen } from './testing.ts';
import { unreadOf, unreadWords } from './unread.ts';

const exception = (partition: number, changes: Partial<PartitionException> = {}): PartitionException => ({
  partition,
  state: 'unknown',
  sinceMs: null,
  lag: null,
  lagIsLastKnown: false,
  reason: null,
  metadata: null,
  ...changes,
});

const failed = (code: string, brokerId: number | null) => ({ code, message: 'no answer', brokerId, sinceMs: null });

/** Of 12 partitions of `orders`, whose leaders are 1, 2, 3, 1 and so on, these cannot be read. */
const group = (exceptions: PartitionException[], changes: Parameters<typeof seen>[2] = {}) => {
  const made = seen('payments', 5n, { exceptions, totalPartitions: 12, ...changes });
  return { group: made.group, subscriptions: [made.subscription] };
};

/** The topics, with changes to partitions of one. */
const topics =
  (topic = '', changes: Record<number, Partial<TopicPartitionNow>> = {}) =>
  (name: string) => {
    const { partitions, ...rest } = madeTopic(madeTopicKey(name), 12);
    return { ...rest, partitions: partitions.map((one, at) => ({ ...one, ...(name === topic && changes[at]) })) };
  };

describe('what cannot be read of a group is', () => {
  const unread = (...made: Parameters<typeof group>) => unreadOf(group(...made), topics()).suspects;

  test('for want of the leaders of its partitions', () => {
    expect(unread([exception(0), exception(1), exception(3)])).toEqual([[1], [2]]);
  });

  test('for want of the broker that was asked for its offsets, whoever leads the partitions', () => {
    expect(unread([exception(0), exception(1)], { failure: failed('NOT_READ', 3) })).toEqual([[3]]);
    expect(unread([], { failure: failed('NOT_LISTED', null), coordinator: 2 })).toEqual([[2]]);
  });

  test('for want of any of those that bring its coordinator back', () => {
    const at = offsetsPartitionOf('payments', 12);
    const leaderless = topics(OFFSETS_TOPIC, { [at]: { leader: null, offlineReplicas: [2, 3] } });
    const offline = group([exception(0)], { failure: failed('COORDINATOR_OFFLINE', null) });
    expect(unreadOf(offline, leaderless).suspects).toEqual([[2, 3]]);
  });

  test('for want of any of those that bring a partition without a leader back', () => {
    const leaderless = topics('orders', { 4: { leader: null, offlineReplicas: [1, 2] } });
    expect(unreadOf(group([exception(4)]), leaderless).suspects).toEqual([[1, 2]]);
  });

  test('for want of the replicas that are not in sync, where the lag is only a lower bound', () => {
    const held = topics('orders', { 4: { isr: [2] } });
    expect(unreadOf(group([exception(4, { state: 'ok', lagIsAtLeast: true })]), held).suspects).toEqual([[1, 3]]);
  });

  test('for want of nobody where another reason is known, or none', () => {
    expect(unread([])).toEqual([[]]);
    expect(unread([exception(0)], { failure: failed('GROUP_AUTHORIZATION_FAILED', null), coordinator: null })).toEqual([
      [],
    ]);
    expect(unreadOf(group([exception(0)]), () => null).suspects).toEqual([[]]);
  });
});

describe('it says', () => {
  test.each([
    [
      'which partitions, and which brokers',
      [3, 6, 7].map((at) => exception(at)),
      {},
      '3 of 12 partitions cannot be read: orders 3, 6, 7, for want of brokers 1, 2',
    ],
    [
      'how many more there are',
      Array.from({ length: 11 }, (_, at) => exception(at)),
      {},
      '11 of 12 partitions cannot be read: orders 0, 1, 2, 3, 4 and 6 more, for want of brokers 1, 2, 3',
    ],
    [
      'that it is all',
      Array.from({ length: 12 }, (_, at) => exception(at)),
      { failure: failed('NOT_READ', 2) },
      'nothing can be read of it, for want of broker 2',
    ],
    ['that it is all, and no broker is the reason', [], {}, 'nothing can be read of it'],
    [
      'that it may be more',
      [exception(0, { state: 'ok', lagIsAtLeast: true })],
      { lagIsAtLeast: true },
      'only a lower bound can be read of it',
    ],
  ] as const)('%s', (_what, exceptions, changes, words) => {
    expect(unreadWords(group([...exceptions], changes), topics())).toBe(words);
  });

  test('nothing more where the poll did not see it', () => {
    expect(unreadWords(null, topics())).toBe('nothing can be read of it');
  });
});
