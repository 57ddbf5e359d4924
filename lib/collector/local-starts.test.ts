import { expect, test } from 'vitest';
import { succeed } from '#lib/kafka/failure.ts';
import { emptySlowBeat, type SlowBeatResult } from './memory.ts';
import {
  commits,
  ends,
  group,
  type observation,
  Polls,
  SECOND,
  subscriptionOf,
  topic,
  topicIdOf,
  topicOf,
} from './testing.ts';

const ORDERS = topicIdOf('orders');
const WORDS = 'reads from remote storage: its next record is before the local log start 50';

/** What the slow beat found of `orders`: its setting, and where the log of each partition begins on the disk of a leader. */
function found(remoteStorage: string, ...starts: { leader: number; offset: bigint }[]): SlowBeatResult {
  const setting = {
    name: 'remote.storage.enable',
    value: remoteStorage,
    source: '',
    isDefault: false,
    sensitive: false,
  };
  const told = starts.map((start, partition) => [partition, { topic: 'orders', partition, ...start }] as const);
  return {
    ...emptySlowBeat(),
    configs: new Map([[ORDERS, succeed([setting])]]),
    localStarts: new Map([[ORDERS, new Map(told)]]),
  };
}

/** A poll in which the group has read partition 0 up to 40, and partition 1 up to 60. */
function poll(slow: SlowBeatResult, changes: Parameters<typeof observation>[0] = {}) {
  const polls = new Polls();
  const reading = (...offsets: bigint[]) => [group('g', { commits: succeed([commits('orders', ...offsets)]) })];
  // The first poll judges everything; where commits move on, the next ones take the quick way if they may.
  polls.at(0, { groups: reading(30n, 50n), ...changes });
  polls.memory.slow = slow;
  return polls.at(10 * SECOND, { groups: reading(40n, 60n), ...changes });
}

const TWO = [
  { leader: 1, offset: 50n },
  { leader: 2, offset: 50n },
];

test('a group before the local log start is ok, with the same lag, and told to read from remote storage', () => {
  const write = poll(found('true', ...TWO));
  expect(subscriptionOf(write, 'g')).toMatchObject({
    lag: 100n,
    states: { ok: 2 },
    exceptions: [{ partition: 0, state: 'ok', lag: '60', readsRemote: true, reason: WORDS }],
  });
  expect(topicOf(write, 'orders').partitions.map(({ localLogStart }) => localLogStart)).toEqual(['50', '50']);
});

test('nothing is said of a topic whose remote storage is off, or was switched off since', () => {
  const write = poll(found('false', ...TWO));
  expect(subscriptionOf(write, 'g').exceptions).toEqual([]);
  expect(topicOf(write, 'orders').partitions[0]).not.toHaveProperty('localLogStart');
});

test('what the leader before told says nothing of the disk of the one that leads now', () => {
  const moved = new Map([['orders', topic('orders', 2, { leaders: [3, 2] })]]);
  expect(subscriptionOf(poll(found('true', ...TWO), { topics: moved }), 'g').exceptions).toEqual([]);
});

test('a group before the true log start has lost what lies between, wherever the local one is', () => {
  const write = poll(found('true', ...TWO), { ends: new Map([['orders', ends([45n, 100n], [0n, 100n])]]) });
  expect(subscriptionOf(write, 'g').exceptions).toMatchObject([{ partition: 0, state: 'truncated', lag: '55' }]);
  expect(subscriptionOf(write, 'g').exceptions[0]).not.toHaveProperty('readsRemote');
});
