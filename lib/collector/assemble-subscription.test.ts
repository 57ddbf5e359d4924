import { describe, expect, test } from 'vitest';
import { NO_COMMIT, NOT_OBSERVED, type SubscriptionNow } from '#lib/history/contract.ts';
import { fail, succeed } from '#lib/kafka/failure.ts';
import {
  broker,
  commits,
  described,
  ends,
  group,
  groupOf,
  MINUTE,
  member,
  Polls,
  SECOND,
  silent,
  subscriptionOf,
  T0,
  topic,
  topicIdOf,
  topicOf,
} from './testing.ts';

const empty = described({ state: 'Empty', members: [] });
const reads = (...topics: string[]) =>
  described({
    members: [
      member('m1', { subscribed: topics, assignment: topics.map((name) => ({ topic: name, partitions: [0, 1] })) }),
    ],
  });
const stateOf = ({ states }: SubscriptionNow) => states;

describe('which partitions are the group’s', () => {
  test('those with a commit, for a group that assigns by hand', () => {
    const byHand = group('g', { state: 'Empty', description: empty, commits: succeed([commits('orders', null, 90n)]) });
    const write = new Polls().at(0, { groups: [byHand] });
    expect(subscriptionOf(write, 'g')).toMatchObject({
      partitions: 2,
      totalPartitions: 1,
      lag: 10n,
      states: { ok: 1 },
    });
  });

  test('all of a topic it subscribes to, committed or not', () => {
    const write = new Polls().at(0, { groups: [group('g', { commits: succeed([commits('orders', 90n, null)]) })] });
    expect(subscriptionOf(write, 'g')).toMatchObject({ totalPartitions: 2, knownPartitions: 1, lag: 10n });
    expect(subscriptionOf(write, 'g').exceptions).toMatchObject([
      { partition: 1, state: 'no-commit', lag: null, reason: 'never committed here: backlog up to 100' },
    ]);
  });

  test('none of a topic that it never committed on and no longer subscribes to', () => {
    const polls = new Polls();
    const topics = new Map([
      ['orders', topic('orders', 2)],
      ['refunds', topic('refunds', 2)],
    ]);
    const logs = new Map([
      ['orders', ends([0n, 100n], [0n, 100n])],
      ['refunds', ends([0n, 9n], [0n, 9n])],
    ]);
    const seen = (...names: string[]) =>
      polls.at(0, { topics, ends: logs, groups: [group('g', { description: reads(...names) })] });
    expect(groupOf(seen('orders', 'refunds'), 'g')).toMatchObject({
      topics: 2,
      totalPartitions: 4,
      knownPartitions: 2,
    });
    expect(groupOf(seen('orders'), 'g')).toMatchObject({ topics: 1, totalPartitions: 2, knownPartitions: 2 });
  });

  test('still those, while the group has no members to ask', () => {
    const polls = new Polls();
    const seen = (description = reads('orders')) =>
      subscriptionOf(
        polls.at(0, { groups: [group('g', { description, commits: succeed([commits('orders', 90n, null)]) })] }),
        'g',
      );
    seen();
    expect(stateOf(seen(empty))).toEqual({ ok: 1, 'no-commit': 1 });
    expect(stateOf(seen(described({ state: 'PreparingRebalance' })))).toEqual({ ok: 1, 'no-commit': 1 });
  });
});

describe('a topic that the group left', () => {
  const topics = new Map([
    ['orders', topic('orders', 2)],
    ['refunds', topic('refunds', 2)],
  ]);
  const logs = new Map([
    ['orders', ends([0n, 100n], [0n, 100n])],
    ['refunds', ends([0n, 9n], [0n, 9n])],
  ]);
  const left = [commits('orders', 100n, 100n), commits('refunds', 1n, 2n)];
  const poll = (polls: Polls, afterMs: number, offsets = left, description = reads('orders')) =>
    polls.at(afterMs, { topics, ends: logs, groups: [group('g', { description, commits: succeed(offsets) })] });

  test('is inactive after its time, and out of the totals', () => {
    const polls = new Polls();
    expect(groupOf(poll(polls, 0), 'g')).toMatchObject({ lag: 15n, totalPartitions: 4 });
    const write = poll(polls, 10 * MINUTE);
    expect(subscriptionOf(write, 'g', 'refunds')).toMatchObject({
      lag: null,
      totalPartitions: 0,
      states: { inactive: 2 },
    });
    expect(groupOf(write, 'g')).toMatchObject({ lag: 0n, knownPartitions: 2, totalPartitions: 2, topics: 2 });
  });

  test('ends, rather than lose its position, when its offsets are deleted or expire', () => {
    const polls = new Polls();
    poll(polls, 0);
    poll(polls, 10 * MINUTE);
    const write = poll(polls, 11 * MINUTE, [commits('orders', 100n, 100n)]);
    expect(write.subscriptions.map(({ topic: { name } }) => name)).toEqual(['orders']);
    expect(groupOf(write, 'g').topics).toBe(1);
  });

  test('is still its own while its only member is away', () => {
    const polls = new Polls();
    poll(polls, 0);
    const write = poll(polls, 10 * MINUTE, left, empty);
    expect(stateOf(subscriptionOf(write, 'g', 'refunds'))).toEqual({ inactive: 2 });
    expect(stateOf(subscriptionOf(write, 'g', 'orders'))).toEqual({ ok: 2 });
  });
});

describe('offsets that are gone', () => {
  test('of a topic that is still read are a lost position, until they return', () => {
    const polls = new Polls();
    const poll = (...offsets: (bigint | null)[]) =>
      subscriptionOf(polls.at(0, { groups: [group('g', { commits: succeed([commits('orders', ...offsets)]) })] }), 'g');
    poll(90n, 100n);
    expect(poll(null, 100n).exceptions).toMatchObject([
      { partition: 0, state: 'expired', lag: '10', lagIsLastKnown: true },
    ]);
    expect(poll(null, 100n)).toMatchObject({ lag: 0n, knownPartitions: 1, totalPartitions: 2 });
    expect(stateOf(poll(100n, 100n))).toEqual({ ok: 2 });
  });

  test('because the topic was deleted are none: the subscription ends with it', () => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g', { description: empty })] });
    const gone = { topics: new Map(), ends: new Map() };
    const lingering = polls.at(SECOND, { ...gone, groups: [group('g', { description: empty })] });
    expect(subscriptionOf(lingering, 'g')).toMatchObject({ states: { unknown: 2 } });
    expect(subscriptionOf(lingering, 'g').exceptions[0]?.reason).toContain('not in the cluster metadata');
    const write = polls.at(2 * SECOND, { ...gone, groups: [group('g', { description: empty, commits: succeed([]) })] });
    expect(write.subscriptions).toEqual([]);
    expect(groupOf(write, 'g')).toMatchObject({ topics: 0, lag: null, status: null });
    expect(write.statusChanges.map(({ was, status, partitions }) => [was, status, partitions])).toEqual([
      ['OK', null, [0, 1]],
      ['OK', null, null],
    ]);
  });

  test('because the topic was recreated are none either: it begins anew', () => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g', { commits: succeed([commits('orders', 90n, 60n)]) })] });
    const write = polls.at(SECOND, {
      topics: new Map([['orders', topic('orders', 2, { incarnation: 2 })]]),
      ends: new Map([['orders', ends([0n, 5n], [0n, 5n])]]),
      groups: [group('g', { commits: succeed([]) })],
    });
    const now = subscriptionOf(write, 'g');
    expect(now).toMatchObject({ lag: null, states: { 'no-commit': 2 } });
    expect(now.exceptions.map(({ lag, sinceMs }) => [lag, sinceMs])).toEqual([
      [null, T0 + SECOND],
      [null, T0 + SECOND],
    ]);
  });
});

describe('why a partition is unknown', () => {
  test.each<[what: string, says: string, poll: Parameters<Polls['at']>[1]]>([
    [
      'its leader is silent',
      'no answer from broker 2',
      { ends: new Map([['orders', ends([0n, 100n], silent(2))]]), groups: [group('g')] },
    ],
    [
      'it has no leader',
      'it has no leader',
      {
        topics: new Map([['orders', topic('orders', 2, { leaders: [1, null] })]]),
        ends: new Map([['orders', ends([0n, 100n], null)]]),
        groups: [group('g')],
      },
    ],
    [
      'nobody asked its leader',
      'broker 2, its leader, did not answer',
      { ends: new Map([['orders', ends([0n, 100n], null)]]), groups: [group('g')] },
    ],
    [
      'its commit came with an error',
      'the coordinator of this group moved',
      { groups: [group('g', { commits: succeed([commits('orders', 100n, 16)]) })] },
    ],
  ])('%s', (_what, says, poll) => {
    const now = subscriptionOf(new Polls().at(0, poll), 'g');
    expect(now).toMatchObject({ lag: 0n, knownPartitions: 1, totalPartitions: 2 });
    expect(now.exceptions).toMatchObject([{ partition: 1, state: 'unknown' }]);
    expect(now.exceptions[0]?.reason).toContain(says);
  });

  test('the coordinator refused', () => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g')] });
    const denied = fail('GROUP_AUTHORIZATION_FAILED', 'grant Describe on this group', 1);
    const write = polls.at(SECOND, { groups: [group('g', { description: denied, commits: denied })] });
    expect(groupOf(write, 'g')).toMatchObject({ lag: null, failure: { code: 'GROUP_AUTHORIZATION_FAILED' } });
    expect(subscriptionOf(write, 'g').exceptions.map(({ reason }) => reason)).toEqual(
      Array(2).fill(denied.failure.message),
    );
  });

  test('the broker of the coordinator does not answer and its connection was never tried', () => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g')] });
    const write = polls.at(SECOND, {
      brokers: [broker(1, { failure: silent(1) }), broker(2), broker(3)],
      groups: [group('g', { listed: false, state: null, description: null, commits: null })],
    });
    expect(subscriptionOf(write, 'g').exceptions[0]?.reason).toBe('no answer from broker 1');
  });
});

describe('what the history keeps', () => {
  test('offsets, -1 without a commit, "not observed" where the commit came with an error', () => {
    const write = new Polls().at(0, {
      topics: new Map([['orders', topic('orders', 3)]]),
      ends: new Map([['orders', ends([0n, 100n], [0n, 100n], [0n, 100n])]]),
      groups: [group('g', { commits: succeed([commits('orders', 7n, null, 16)]) })],
    });
    expect(write.samples?.subscriptions).toMatchObject([{ group: 'g', topic: { name: 'orders' } }]);
    expect([...(write.samples?.subscriptions[0]?.committed ?? [])]).toEqual([7n, NO_COMMIT, NOT_OBSERVED]);
  });

  test('what was read of the ends says nothing about the commits', () => {
    const write = new Polls().at(0, {
      ends: new Map([['orders', ends(silent(1), silent(2))]]),
      groups: [group('g', { commits: succeed([commits('orders', 7n, 8n)]) })],
    });
    expect([...(write.samples?.subscriptions[0]?.committed ?? [])]).toEqual([7n, 8n]);
    expect([...(write.samples?.topics[0]?.highWatermark ?? [])]).toEqual([NOT_OBSERVED, NOT_OBSERVED]);
  });
});

describe('read_committed groups', () => {
  const logs = new Map([['orders', ends([0n, 100n, 80n], [0n, 100n, 80n])]]);
  const seen = { ends: logs, groups: [group('g', { commits: succeed([commits('orders', 80n, 90n)]) })] };

  test('count to the last stable offset', () => {
    expect(subscriptionOf(new Polls({ readCommitted: ['g'] }).at(0, seen), 'g')).toMatchObject({ lag: 0n });
    expect(subscriptionOf(new Polls().at(0, seen), 'g')).toMatchObject({ lag: 30n, exceptions: [] });
  });

  test('past it look wrongly set up', () => {
    const now = subscriptionOf(new Polls({ readCommitted: ['g'] }).at(0, seen), 'g');
    expect(now.exceptions).toMatchObject([{ partition: 1, state: 'ok', reason: expect.stringContaining('isolation') }]);
  });

  test('any group that waits at an open transaction for a minute is said to', () => {
    const polls = new Polls();
    polls.at(0, seen);
    expect(stateOf(subscriptionOf(polls.at(MINUTE, seen), 'g'))).toEqual({ 'open-transaction': 1, ok: 1 });
  });
});

test('a partition in nobody’s assignment is named, and stays in the sum', () => {
  const polls = new Polls();
  const half = described({ members: [member('m1', { assignment: [{ topic: 'orders', partitions: [0] }] })] });
  const seen = { groups: [group('g', { description: half, commits: succeed([commits('orders', 90n, 60n)]) })] };
  expect(subscriptionOf(polls.at(0, seen), 'g').exceptions).toEqual([]);
  const now = subscriptionOf(polls.at(MINUTE, seen), 'g');
  expect(now).toMatchObject({ lag: 50n, knownPartitions: 2 });
  expect(now.exceptions).toMatchObject([
    { partition: 1, state: 'ok', lag: '40', reason: expect.stringContaining('nobody') },
  ]);
});

test('partitions added to a topic are taken up, the old ones keep their memory', () => {
  const polls = new Polls();
  polls.at(0, {
    groups: [group('g', { commits: succeed([commits('orders', 9n, null)]) })],
    ends: new Map([['orders', ends([10n, 100n], [0n, 100n])]]),
  });
  const write = polls.at(SECOND, {
    topics: new Map([['orders', topic('orders', 3)]]),
    ends: new Map([['orders', ends([10n, 100n], [0n, 100n], [0n, 3n])]]),
    groups: [group('g', { commits: succeed([commits('orders', 9n, null, null)]) })],
  });
  const now = subscriptionOf(write, 'g');
  expect(now).toMatchObject({ partitions: 3, totalPartitions: 3, states: { truncated: 1, 'no-commit': 2 } });
  expect(now.exceptions.map(({ sinceMs }) => sinceMs)).toEqual([T0, T0, T0 + SECOND]);
});

test('on a compacted topic nothing is "lost"', () => {
  const polls = new Polls();
  const policy = {
    name: 'cleanup.policy',
    value: 'compact',
    source: 'DYNAMIC_TOPIC_CONFIG',
    isDefault: false,
    sensitive: false,
  };
  polls.memory.slow = { ...polls.memory.slow, configs: new Map([[topicIdOf('orders'), succeed([policy])]]) };
  const write = polls.at(0, {
    ends: new Map([['orders', ends([10n, 100n], [0n, 100n])]]),
    groups: [group('g', { commits: succeed([commits('orders', 4n, 100n)]) })],
  });
  expect(subscriptionOf(write, 'g').exceptions).toMatchObject([
    { state: 'truncated', reason: '6 offsets removed before the group read them' },
  ]);
});

describe('under min ISR', () => {
  const minIsr = succeed([
    { name: 'min.insync.replicas', value: '2', source: 'DYNAMIC_TOPIC_CONFIG', isDefault: false, sensitive: false },
  ]);
  const oneInSync = {
    ...topic('orders', 2),
    partitions: topic('orders', 2).partitions.map((one) => ({ ...one, replicas: [1, 2], isr: [1], leader: 1 })),
  };
  const polls = () => {
    const made = new Polls();
    made.memory.slow.configs.set(topicIdOf('orders'), minIsr);
    return made;
  };
  const seen = {
    topics: new Map([['orders', oneInSync]]),
    groups: [group('g', { commits: succeed([commits('orders', 90n, 100n)]) })],
  };

  test('lag is a lower bound, in the partition and in every sum, since the high watermark stands', () => {
    const write = polls().at(0, seen);
    expect(subscriptionOf(write, 'g')).toMatchObject({ lag: 10n, lagIsAtLeast: true });
    expect(subscriptionOf(write, 'g').exceptions).toMatchObject([
      { partition: 0, state: 'ok', lag: '10', lagIsAtLeast: true, reason: expect.stringMatching(/^at least: /) },
      { partition: 1, state: 'ok', lag: '0', lagIsAtLeast: true },
    ]);
    expect(groupOf(write, 'g')).toMatchObject({ lag: 10n, lagIsAtLeast: true });
  });

  test('brokers before 3.9 let it move on: lag is what it is', () => {
    const write = polls().at(0, { ...seen, capsMinIsr: false });
    expect(topicOf(write, 'orders')).toMatchObject({ underMinIsr: 2 });
    expect(subscriptionOf(write, 'g')).toMatchObject({ lag: 10n, lagIsAtLeast: false, exceptions: [] });
  });

  test('a last known lag is no bound of today', () => {
    const made = polls();
    made.at(0, seen);
    const failure = silent(1);
    const write = made.at(SECOND, { ...seen, ends: new Map([['orders', ends(failure, failure)]]) });
    expect(subscriptionOf(write, 'g')).toMatchObject({ lag: null, lagIsAtLeast: false });
  });
});
