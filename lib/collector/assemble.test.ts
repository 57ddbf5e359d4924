import { describe, expect, test } from 'vitest';
import { type Failure, fail } from '#lib/kafka/failure.ts';
import { broker, ends, Polls, SECOND, silent, T0 } from './testing.ts';

describe('the cluster', () => {
  test('keeps what an earlier poll learnt', () => {
    const polls = new Polls();
    const quorum = {
      leaderId: 2,
      leaderEpoch: 9,
      voters: [
        { id: 1, lag: 3n },
        { id: 2, lag: 0n },
      ],
      observers: [{ id: 7, lag: null }],
    };
    const controller = {
      kind: 'kraft',
      leaderId: 2,
      epoch: 9,
      voters: [
        { id: 1, lag: '3' },
        { id: 2, lag: '0' },
      ],
      observers: [{ id: 7, lag: null }],
    };
    expect(polls.at(0, { controller: { kind: 'kraft', quorum } }).cluster.controller).toEqual(controller);
    const dark = polls.at(SECOND, {
      reachable: false,
      controller: null,
      kafkaClusterId: null,
      kafkaVersion: null,
      topics: null,
      ends: new Map(),
      brokers: [],
    });
    expect(dark.cluster).toMatchObject({
      controller,
      kafkaClusterId: 'kafka-id',
      kafkaVersion: '4.3',
      observedAtMs: T0,
      scheduledAtMs: T0 + SECOND,
    });
  });

  test('names the controller of ZooKeeper clusters, and no leader while there is none', () => {
    const zookeeper = { kind: 'zookeeper', leaderId: 3, epoch: null, voters: [], observers: [] };
    expect(new Polls().at(0, { controller: { kind: 'zookeeper', leaderId: 3 } }).cluster.controller).toEqual(zookeeper);
    const electing = { leaderId: -1, leaderEpoch: 9, voters: [], observers: [] };
    expect(
      new Polls().at(0, { controller: { kind: 'kraft', quorum: electing } }).cluster.controller?.leaderId,
    ).toBeNull();
  });
});

describe('failures are dated', () => {
  const refused: Failure = { code: 'BROKER_UNREACHABLE', message: 'refused', brokerId: 3 };
  const poll = (polls: Polls, afterMs: number, failures: Failure[]) => {
    const failing = new Map(failures.map((failure) => [failure.brokerId, failure]));
    const brokers = [1, 2, 3].map((id) => broker(id, { failure: failing.get(id) ?? null }));
    const { cluster } = polls.at(afterMs, { brokers, failures });
    return cluster.failures.map(({ code, sinceMs }) => [code, (sinceMs ?? 0) - T0]);
  };

  test('from the first poll of their run, which a change of the error does not end', () => {
    const polls = new Polls();
    expect(poll(polls, 1, [silent(3)])).toEqual([['BROKER_TIMEOUT', 1]]);
    expect(poll(polls, 2, [silent(3)])).toEqual([['BROKER_TIMEOUT', 1]]);
    expect(poll(polls, 3, [refused])).toEqual([['BROKER_UNREACHABLE', 1]]);
    expect(poll(polls, 4, [refused, silent(2)])).toEqual([
      ['BROKER_UNREACHABLE', 1],
      ['BROKER_TIMEOUT', 4],
    ]);
  });

  test('anew after a poll without them', () => {
    const polls = new Polls();
    poll(polls, 1, [silent(3)]);
    expect(poll(polls, 2, [])).toEqual([]);
    expect(poll(polls, 3, [silent(3)])).toEqual([['BROKER_TIMEOUT', 3]]);
  });

  test('also those of no broker', () => {
    const polls = new Polls();
    const { failure } = fail('BROKER_UNREACHABLE', 'no bootstrap address answers');
    expect(poll(polls, 1, [failure])).toEqual([['BROKER_UNREACHABLE', 1]]);
    expect(poll(polls, 2, [failure])).toEqual([['BROKER_UNREACHABLE', 1]]);
    poll(polls, 3, []);
    expect(poll(polls, 4, [failure])).toEqual([['BROKER_UNREACHABLE', 4]]);
  });

  test('of a partition, although its broker answers otherwise', () => {
    const polls = new Polls();
    const { failure } = fail('KAFKA_STORAGE_ERROR', 'disk error', 2);
    const sinceAt = (afterMs: number) => {
      const write = polls.at(afterMs, { ends: new Map([['orders', ends([0n, 100n], failure)]]) });
      return (write.topics[0]?.partitions[1]?.failure?.sinceMs ?? 0) - T0;
    };
    expect([sinceAt(1), sinceAt(2), sinceAt(3)]).toEqual([1, 1, 1]);
  });
});

test('a poll that reached nobody leaves a gap, not zeros', () => {
  const polls = new Polls();
  polls.at(0);
  expect(polls.at(SECOND, { reachable: false, topics: null, ends: new Map() }).samples).toBeNull();
});
