import { describe, expect, test } from 'vitest';
import { succeed } from '#lib/kafka/failure.ts';
import type { ClusterObservation } from './observation.ts';
import { commits, ends, group, Polls, SECOND, topic, topicOf } from './testing.ts';

/** A topic as brokers before 2.8 name it: without an id. */
const nameless = (name: string, partitions: number) => topic(name, partitions, { topicId: null });
const only = (...topics: ReturnType<typeof topic>[]): Partial<ClusterObservation> => ({
  topics: new Map(topics.map((one) => [one.name, one])),
});
const without = only(topic('other', 1));

/** The id under which the topic's history is kept after each of these polls, ten seconds apart; null where it is absent. */
function idsAfter(...changes: Partial<ClusterObservation>[]): (string | null)[] {
  const polls = new Polls();
  return changes.map((change, index) => {
    const { topics } = polls.at(index * 10 * SECOND, change);
    return topics.find(({ topic: key }) => key.name === 'orders')?.topic.kafkaTopicId ?? null;
  });
}

describe('a topic to which brokers give no id', () => {
  const here = only(nameless('orders', 2));

  test('is the same in every poll', () => {
    const [first, second] = idsAfter(here, here);
    expect(first).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(second).toBe(first);
  });

  test('that one answer misses is the same; after two without it another begins', () => {
    const [first, , third] = idsAfter(here, without, here);
    expect(third).toBe(first);
    const [begun, , , again] = idsAfter(here, without, without, here);
    expect(again).not.toBe(begun);
  });

  test('whose end falls below the log start seen before is another one, told as recreated', () => {
    const polls = new Polls();
    const at = (afterMs: number, ...logs: [bigint, bigint][]) =>
      polls.at(afterMs, { ...here, ends: new Map([['orders', ends(...logs)]]) });
    const before = at(0, [50n, 100n], [0n, 100n]);
    const after = at(10 * SECOND, [0n, 10n], [0n, 100n]);
    expect(topicOf(after, 'orders').topic.kafkaTopicId).not.toBe(topicOf(before, 'orders').topic.kafkaTopicId);
    expect(after.events.map(({ kind }) => kind)).toEqual(['topic-recreated']);
    expect(after.samples?.topics[0]?.topic).toEqual(topicOf(after, 'orders').topic);
  });

  test('keeps its history when an upgrade of the brokers gives it an id, and when some of them do not know that yet', () => {
    const ids = idsAfter(here, only(topic('orders', 2)), here, only(topic('orders', 2)));
    expect(new Set(ids).size).toBe(1);
    const [, known, recreated] = idsAfter(here, only(topic('orders', 2)), only(topic('orders', 2, { incarnation: 2 })));
    expect(recreated).not.toBe(known);
  });
});

test('a leader of an older epoch than seen is not believed: a broker that lags behind named it', () => {
  const led = (leader: number, leaderEpoch: number) => {
    const made = topic('orders', 1);
    return only({ ...made, partitions: made.partitions.map((one) => ({ ...one, leader, leaderEpoch })) });
  };
  const polls = new Polls();
  polls.at(0, led(1, 4));
  polls.at(10 * SECOND, led(2, 5));
  const stale = polls.at(20 * SECOND, led(1, 4));
  expect(topicOf(stale, 'orders').partitions[0]).toMatchObject({ leader: 2, leaderEpoch: 5 });
  expect(stale.events).toEqual([]);
});

describe('ends', () => {
  const poll = (end: bigint, epoch: number, committed = 90n): Partial<ClusterObservation> => {
    const made = topic('orders', 1);
    const read = ends([0n, end]);
    read.leaderEpoch[0] = epoch;
    return {
      ...only({ ...made, partitions: made.partitions.map((one) => ({ ...one, leaderEpoch: epoch })) }),
      ends: new Map([['orders', read]]),
      groups: [
        group('g', { commits: succeed([commits('orders', committed)]) }),
        group('h', { commits: succeed([commits('orders', 5n)]) }),
      ],
    };
  };

  test('that go back under the same topic id are a truncated log, with the groups beyond its end', () => {
    const polls = new Polls();
    polls.at(0, poll(100n, 4));
    const { events, subscriptions } = polls.at(10 * SECOND, poll(10n, 6));
    expect(events).toMatchObject([
      {
        kind: 'log-truncated',
        severity: 'critical',
        data: {
          topic: 'orders',
          partitions: [{ partition: 0, from: '100', to: '10', epochBefore: 4, epochAfter: 6 }],
          groups: ['g'],
          groupCount: 1,
        },
      },
    ]);
    for (const { lag } of subscriptions) expect(lag).toBeGreaterThanOrEqual(0n);
    expect(polls.at(20 * SECOND, poll(12n, 6)).events).toEqual([]);
  });

  test('told by a leader of an older epoch than seen are dropped: unknown, not truncated', () => {
    const polls = new Polls();
    polls.at(0, poll(100n, 6));
    const stale = poll(80n, 6);
    stale.ends?.get('orders')?.leaderEpoch.fill(5);
    const { events, samples, subscriptions } = polls.at(10 * SECOND, stale);
    expect(events).toEqual([]);
    expect(samples?.topics[0]?.highWatermark[0]).toBeLessThan(0n);
    expect(subscriptions[0]?.exceptions).toMatchObject([
      { state: 'unknown', reason: expect.stringContaining('replaced') },
    ]);
    expect(polls.at(20 * SECOND, poll(101n, 6)).events).toEqual([]);
  });

  test('of a recreated topic are those of another log', () => {
    const polls = new Polls();
    polls.at(0, only(topic('orders', 2)));
    const recreated = {
      ...only(topic('orders', 2, { incarnation: 2 })),
      ends: new Map([['orders', ends([0n, 1n], [0n, 1n])]]),
    };
    expect(polls.at(10 * SECOND, recreated).events.map(({ kind }) => kind)).toEqual(['topic-recreated']);
  });
});
