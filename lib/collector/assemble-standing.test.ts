import { describe, expect, test } from 'vitest';
import { succeed } from '#lib/kafka/failure.ts';
import type { Unread } from '#lib/lag/unread.ts';
import type { ClusterObservation } from './observation.ts';
import { commits, ends, group, groupOf, Polls, SECOND, subscriptionOf, T0, topic, topicIdOf } from './testing.ts';

const MARKER: Unread = { kind: 'nothing', markers: 1, aborted: 0, removed: 0n };

/** Group `g` at 99 of 100 on partition 0, caught up on partition 1. */
const BEHIND_BY_ONE: Partial<ClusterObservation> = {
  groups: [group('g', { commits: succeed([commits('orders', 99n, 100n)]) })],
};
const withCommit = (offset: bigint): Partial<ClusterObservation> => ({
  groups: [group('g', { commits: succeed([commits('orders', offset, 100n)]) })],
});
const withEnds = (...log: Parameters<typeof ends>): Partial<ClusterObservation> => ({
  ...BEHIND_BY_ONE,
  ends: new Map([['orders', ends(...log)]]),
});

describe('a look is due', () => {
  test.each<[what: string, polls: Partial<ClusterObservation>[], due: bigint[]]>([
    ['not with the first poll', [BEHIND_BY_ONE], []],
    ['once two polls read the same', [BEHIND_BY_ONE, BEHIND_BY_ONE], [99n]],
    ['not while the commit moves', [BEHIND_BY_ONE, withCommit(98n)], []],
    ['not while the end moves', [BEHIND_BY_ONE, withEnds([0n, 101n], [0n, 100n])], []],
    ['again once both stand', [BEHIND_BY_ONE, withCommit(98n), withCommit(98n)], [98n]],
    ['not of a group that is caught up', [withCommit(100n), withCommit(100n)], []],
    [
      'not past the last stable offset',
      [withEnds([0n, 120n, 99n], [0n, 100n]), withEnds([0n, 120n, 99n], [0n, 100n])],
      [],
    ],
    ['up to it', [withEnds([0n, 120n, 110n], [0n, 100n]), withEnds([0n, 120n, 110n], [0n, 100n])], [99n]],
    ['not of a partition that was not read', [BEHIND_BY_ONE, withEnds(null, [0n, 100n])], []],
    [
      'not of one without a leader',
      [BEHIND_BY_ONE, { ...BEHIND_BY_ONE, topics: new Map([['orders', topic('orders', 2, { leaders: [null, 2] })]]) }],
      [],
    ],
  ])('%s', (_what, made, due) => {
    const polls = new Polls();
    const writes = made.map((changes, index) => polls.at(index * 10 * SECOND, changes));
    expect(writes.at(-1)?.standing.map(({ committed }) => committed)).toEqual(due);
  });

  test('of the leader that the poll knows, with the epoch it has', () => {
    const polls = new Polls();
    polls.at(0, BEHIND_BY_ONE);
    expect(polls.at(10 * SECOND, BEHIND_BY_ONE).standing).toEqual([
      {
        topic: { name: 'orders', kafkaTopicId: topicIdOf('orders') },
        idOnWire: topicIdOf('orders'),
        partition: 0,
        leader: 1,
        leaderEpoch: 1,
        committed: 99n,
        upTo: 100n,
      },
    ]);
  });
});

describe('what was found', () => {
  const found = (unread: Unread | null, changes = BEHIND_BY_ONE) => {
    const polls = new Polls();
    polls.at(0, changes);
    polls.memory.unread.put(
      { kafkaTopicId: topicIdOf('orders'), partition: 0, committed: 99n, upTo: 100n, unread },
      T0 + SECOND,
    );
    return polls.at(10 * SECOND, changes);
  };

  test('a marker: lag 0 in the totals, state ok, a sentence, and no second look', () => {
    const write = found(MARKER);
    expect(groupOf(write, 'g')).toMatchObject({ lag: 0n, knownPartitions: 2, totalPartitions: 2, states: { ok: 2 } });
    expect(subscriptionOf(write, 'g').exceptions).toEqual([
      {
        partition: 0,
        state: 'ok',
        sinceMs: T0,
        lag: '0',
        lagIsLastKnown: false,
        reason: 'nothing left to read: only 1 transaction marker',
        metadata: null,
        nothingUnread: { committed: '99', upTo: '100', markers: 1, aborted: 0, removed: '0', assumed: false },
      },
    ]);
    expect(write.standing).toEqual([]);
  });

  test('the history keeps the raw offsets', () => {
    const write = found(MARKER);
    expect(write.samples?.subscriptions[0]?.committed[0]).toBe(99n);
    expect(write.samples?.topics[0]?.highWatermark[0]).toBe(100n);
  });

  test('records: the lag stands, without a word, and without a second look', () => {
    const write = found({ kind: 'records' });
    expect(groupOf(write, 'g').lag).toBe(1n);
    expect(subscriptionOf(write, 'g').exceptions).toEqual([]);
    expect(write.standing).toEqual([]);
  });

  test('nothing that could be told: the lag stands', () => {
    expect(groupOf(found(null), 'g').lag).toBe(1n);
  });

  test('of a topic of that name before it was recreated: nothing', () => {
    const recreated = { ...BEHIND_BY_ONE, topics: new Map([['orders', topic('orders', 2, { incarnation: 2 })]]) };
    const polls = new Polls();
    polls.at(0, BEHIND_BY_ONE);
    polls.memory.unread.put(
      { kafkaTopicId: topicIdOf('orders'), partition: 0, committed: 99n, upTo: 100n, unread: MARKER },
      T0,
    );
    expect(groupOf(polls.at(10 * SECOND, recreated), 'g').lag).toBe(1n);
  });
});

describe('a topic that may not be read', () => {
  const refused = (changes: Partial<ClusterObservation>[]) => {
    const polls = new Polls();
    polls.memory.unread.learn({ kind: 'refused', kafkaTopicId: topicIdOf('orders') }, T0);
    return changes.map((one, index) => polls.at(index * 10 * SECOND, one)).at(-1);
  };

  test('one offset of a topic that once had a transaction open is assumed to be a marker, and said so', () => {
    const write = refused([withEnds([0n, 100n, 95n], [0n, 100n]), BEHIND_BY_ONE]);
    expect(write && groupOf(write, 'g').lag).toBe(0n);
    expect(write && subscriptionOf(write, 'g').exceptions[0]?.reason).toBe(
      'nothing left to read, it is assumed: 1 offset is likely a transaction marker; grant Read on this topic to be sure',
    );
    expect(write?.standing).toEqual([]);
  });

  test('of a topic without transactions nothing is assumed', () => {
    const write = refused([BEHIND_BY_ONE, BEHIND_BY_ONE]);
    expect(write && groupOf(write, 'g').lag).toBe(1n);
  });
});
