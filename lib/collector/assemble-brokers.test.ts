import { describe, expect, test } from 'vitest';
import type { BrokerNow } from '#lib/history/contract.ts';
import type { ClusterObservation } from './observation.ts';
import { broker, ends, Polls, SECOND, silent, T0, topic } from './testing.ts';

const find = (brokers: BrokerNow[], id: number): BrokerNow | undefined =>
  brokers.find(({ brokerId }) => brokerId === id);

/** `orders` has a replica on brokers 1 and 2; broker 3 holds nothing. */
const third = (changes: Parameters<typeof broker>[1]): Partial<ClusterObservation> => ({
  brokers: [broker(1), broker(2), broker(3, changes)],
});
const onThird = {
  topics: new Map([['orders', topic('orders', 3)]]),
  ends: new Map([['orders', ends(null, null, null)]]),
};

describe('a broker', () => {
  test('that answers is up', () => {
    expect(find(new Polls().at(0).brokers, 3)).toMatchObject({
      state: 'up',
      host: 'kafka-3',
      port: 9092,
      failure: null,
    });
  });

  test('that Metadata names and our connection cannot reach is unreachable, not down', () => {
    const now = find(new Polls().at(0, { ...onThird, ...third({ failure: silent(3) }) }).brokers, 3);
    expect(now).toMatchObject({ state: 'unreachable', failure: { code: 'BROKER_TIMEOUT', sinceMs: T0 } });
  });

  test('that no Metadata names is down as long as replicas are its own', () => {
    const now = find(new Polls().at(0, { ...onThird, ...third({ inMetadata: false, failure: silent(3) }) }).brokers, 3);
    expect(now).toMatchObject({ state: 'down', failure: { code: 'BROKER_TIMEOUT' }, replicas: 1 });
  });

  test('is not up since the first of all that it was instead', () => {
    const polls = new Polls();
    const since = (second: number, changes: Partial<ClusterObservation>) => {
      const now = find(polls.at(second * SECOND, { ...onThird, ...changes }).brokers, 3);
      return [now?.state, ((now?.stateSinceMs ?? 0) - T0) / SECOND];
    };
    expect(since(0, third({}))).toEqual(['up', 0]);
    expect(since(10, third({ failure: silent(3) }))).toEqual(['unreachable', 10]);
    expect(since(400, third({ inMetadata: false, failure: silent(3) }))).toEqual(['down', 10]);
    expect(since(500, { reachable: false, brokers: [] })).toEqual(['unreachable', 10]);
    expect(since(600, third({ inMetadata: false, failure: silent(3) }))).toEqual(['down', 10]);
    expect(since(700, third({}))).toEqual(['up', 700]);
  });

  test('that no Metadata names and that holds no replica is gone, and forgotten', () => {
    const polls = new Polls();
    polls.at(0);
    const write = polls.at(SECOND, third({ inMetadata: false, failure: silent(3) }));
    expect(write.goneBrokers).toEqual([3]);
    expect(find(write.brokers, 3)).toBeUndefined();
    expect(write.complete.brokers).toBe(true);
    expect(find(polls.at(2 * SECOND, { brokers: [broker(1), broker(2)] }).brokers, 3)).toBeUndefined();
  });

  test('that is only in replica lists is down, without an address', () => {
    const write = new Polls().at(0, { ...onThird, brokers: [broker(1), broker(2)] });
    expect(find(write.brokers, 3)).toMatchObject({ state: 'down', host: null, port: null, replicas: 1 });
  });

  test('is never said to be down while no broker answers at all', () => {
    const polls = new Polls();
    polls.at(0, onThird);
    const dark = [1, 2, 3].map((id) => broker(id, { inMetadata: false, failure: silent(id) }));
    const write = polls.at(SECOND, { reachable: false, brokers: dark, topics: null, ends: new Map() });
    expect(write.brokers.map(({ state }) => state)).toEqual(['unreachable', 'unreachable', 'unreachable']);
    expect(write.complete).toEqual({ brokers: false, topics: false, groups: true });
    expect(write.samples).toBeNull();
    expect(write.cluster).toMatchObject({ reachable: false, observedAtMs: T0 });
  });
});

test('state is dated from its first poll, sight from the last time it came up', () => {
  const polls = new Polls();
  const dates = (afterMs: number, failure = false) => {
    const now = find(polls.at(afterMs, { ...onThird, ...third(failure ? { failure: silent(3) } : {}) }).brokers, 3);
    return [now?.state, (now?.stateSinceMs ?? 0) - T0, (now?.seenSinceMs ?? 0) - T0];
  };
  expect(dates(0)).toEqual(['up', 0, 0]);
  expect(dates(10)).toEqual(['up', 0, 0]);
  expect(dates(20, true)).toEqual(['unreachable', 20, 0]);
  expect(dates(30, true)).toEqual(['unreachable', 20, 0]);
  expect(dates(40)).toEqual(['up', 40, 40]);
});

test('counts what it leads and holds', () => {
  const orders = topic('orders', 2, {
    partitions: [
      { partition: 0, leader: 1, leaderEpoch: 1, replicas: [1, 2], isr: [1], offlineReplicas: [2] },
      { partition: 1, leader: 1, leaderEpoch: 1, replicas: [2, 1], isr: [1, 2], offlineReplicas: [] },
      { partition: 2, leader: null, leaderEpoch: 1, replicas: [2], isr: [2], offlineReplicas: [2] },
    ],
  });
  const { brokers } = new Polls().at(0, {
    topics: new Map([['orders', orders]]),
    ends: new Map([['orders', ends(null, null, null)]]),
  });
  expect(find(brokers, 1)).toMatchObject({
    leaders: 2,
    replicas: 2,
    inSyncReplicas: 2,
    underReplicatedLed: 1,
    notPreferredLed: 1,
  });
  expect(find(brokers, 2)).toMatchObject({
    leaders: 0,
    replicas: 3,
    inSyncReplicas: 2,
    underReplicatedLed: 0,
    notPreferredLed: 0,
  });
  expect(find(brokers, 3)).toMatchObject({ leaders: 0, replicas: 0, inSyncReplicas: 0 });
});
