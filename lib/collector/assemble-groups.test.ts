import { describe, expect, test } from 'vitest';
import { fail, succeed } from '#lib/kafka/failure.ts';
import type { GroupObservation } from './observation.ts';
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
  RULES,
  SECOND,
  silent,
  subscriptionOf,
  topic,
  unlisted,
} from './testing.ts';

const offsetsOf = (...offsets: bigint[]) => BigInt64Array.from(offsets);

describe('totals of a group', () => {
  test('add up its topics', () => {
    const write = new Polls().at(0, {
      topics: new Map([
        ['orders', topic('orders', 2)],
        ['refunds', topic('refunds', 1)],
      ]),
      ends: new Map([
        ['orders', ends([0n, 100n], [0n, 100n])],
        ['refunds', ends([0n, 30n])],
      ]),
      groups: [group('g', { commits: succeed([commits('orders', 90n, 60n), commits('refunds', 29n)]) })],
    });
    expect(groupOf(write, 'g')).toMatchObject({
      lag: 51n,
      knownPartitions: 3,
      totalPartitions: 3,
      topics: 2,
      members: 1,
    });
    expect(write.subscriptions.map(({ topic, lag }) => [topic.name, lag])).toEqual([
      ['orders', 50n],
      ['refunds', 1n],
    ]);
  });

  test('say over how many partitions they are known', () => {
    const failure = silent(2);
    const write = new Polls().at(0, {
      ends: new Map([['orders', ends([0n, 100n], failure)]]),
      groups: [group('g', { commits: succeed([commits('orders', 90n, 60n)]) })],
    });
    expect(groupOf(write, 'g')).toMatchObject({
      lag: 10n,
      knownPartitions: 1,
      totalPartitions: 2,
      states: { ok: 1, unknown: 1 },
    });
  });

  test('are none, not 0, while the coordinator is silent; its error is shown, and since when', () => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g', { commits: succeed([commits('orders', 90n, 60n)]) })] });
    const failure = silent(1);
    const lost = {
      brokers: [broker(1, { failure }), broker(2), broker(3)],
      listingComplete: false,
      groups: [
        group('g', {
          listed: false,
          state: null,
          description: { ok: false, failure },
          commits: { ok: false, failure },
        }),
      ],
    };
    polls.at(10 * SECOND, lost);
    const write = polls.at(20 * SECOND, lost);
    expect(groupOf(write, 'g')).toMatchObject({
      state: 'Stable',
      lag: null,
      knownPartitions: 0,
      totalPartitions: 2,
      failure: { code: 'BROKER_TIMEOUT', brokerId: 1, sinceMs: expect.any(Number) },
    });
    expect((groupOf(write, 'g').failure?.sinceMs ?? 0) % MINUTE).toBe(10 * SECOND);
    expect(write.subscriptions[0]?.exceptions).toMatchObject([
      { partition: 0, state: 'unknown', lag: '10', lagIsLastKnown: true, reason: failure.message },
      { partition: 1, state: 'unknown', lag: '40', lagIsLastKnown: true, reason: failure.message },
    ]);
    expect(write.samples?.subscriptions).toEqual([]);
  });

  test('the status is dated from the poll that first had it', () => {
    const polls = new Polls();
    const truncated = {
      groups: [group('g', { commits: succeed([commits('orders', 5n, 100n)]) })],
      ends: new Map([['orders', ends([10n, 100n], [0n, 100n])]]),
    };
    polls.at(0, { groups: [group('g')] });
    const dated = [10, 20].map((after) => groupOf(polls.at(after * SECOND, truncated), 'g'));
    expect(dated.map(({ status }) => status)).toEqual(['LOST', 'LOST']);
    expect(dated[1]?.statusSinceMs).toBe(dated[0]?.statusSinceMs);
    expect(groupOf(polls.at(30 * SECOND, { groups: [group('g')] }), 'g').status).toBe('OK');
  });
});

describe('members', () => {
  const stable = described({ members: [member('m1', { instanceId: 'static-1' }), member('m2', { assignment: [] })] });
  // Outside of Stable the broker shows neither subscription nor assignment of a classic member.
  const rebalancing = described({
    state: 'PreparingRebalance',
    members: ['m1', 'm2', 'm3'].map((id) => member(id, { subscribed: null, assignment: null })),
  });

  test('of a Stable group are shown with what they hold', () => {
    const shown = groupOf(new Polls().at(0, { groups: [group('g', { description: stable })] }), 'g');
    expect(shown).toMatchObject({ members: 2, membersBeforeRebalance: false, partitionAssignor: 'range' });
    expect(shown.memberList).toEqual([
      {
        memberId: 'm1',
        instanceId: 'static-1',
        clientId: 'app',
        host: '10.0.0.1',
        partitions: [{ topic: 'orders', partitions: [0, 1] }],
      },
      { memberId: 'm2', instanceId: null, clientId: 'app', host: '10.0.0.1', partitions: [] },
    ]);
  });

  test('stay on screen through a rebalance, marked as before it, while the count is the present one', () => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g', { description: stable })] });
    const during = groupOf(
      polls.at(SECOND, { groups: [group('g', { state: 'PreparingRebalance', description: rebalancing })] }),
      'g',
    );
    expect(during).toMatchObject({ state: 'PreparingRebalance', members: 3, membersBeforeRebalance: true, lag: 0n });
    expect(during.memberList.map(({ memberId }) => memberId)).toEqual(['m1', 'm2']);
    const after = groupOf(polls.at(2 * SECOND, { groups: [group('g', { description: described() })] }), 'g');
    expect(after).toMatchObject({ members: 1, membersBeforeRebalance: false });
  });

  test('of a rebalance seen first are none, and not marked', () => {
    const shown = groupOf(
      new Polls().at(0, { groups: [group('g', { state: 'PreparingRebalance', description: rebalancing })] }),
      'g',
    );
    expect(shown).toMatchObject({ members: 3, memberList: [], membersBeforeRebalance: false });
  });

  test('of a KIP-848 group are shown in every state, with its epoch', () => {
    const description = described({ state: 'Reconciling', epoch: 12, assignor: 'uniform' });
    const shown = groupOf(new Polls().at(0, { groups: [group('g', { type: 'consumer', description })] }), 'g');
    expect(shown).toMatchObject({
      state: 'Reconciling',
      epoch: 12,
      partitionAssignor: 'uniform',
      membersBeforeRebalance: false,
    });
    expect(shown.memberList).toHaveLength(1);
  });

  test('leave: an Empty group has none', () => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g')] });
    const empty = groupOf(
      polls.at(SECOND, {
        groups: [group('g', { state: 'Empty', description: described({ state: 'Empty', members: [] }) })],
      }),
      'g',
    );
    expect(empty).toMatchObject({ state: 'Empty', members: 0, memberList: [], membersBeforeRebalance: false, lag: 0n });
  });

  test('whose subscription is not readable are no sign that a topic is left', () => {
    const polls = new Polls();
    const odd = {
      groups: [
        group('g', { description: described({ members: [member('m1', { subscribed: null, assignment: null })] }) }),
      ],
    };
    polls.at(0, odd);
    expect(groupOf(polls.at(60 * MINUTE, odd), 'g')).toMatchObject({ lag: 0n, states: { ok: 2 } });
  });
});

describe('streams groups', () => {
  const topology = [
    {
      id: '0',
      sourceTopics: ['orders', 'one-partition'],
      repartitionSourceTopics: [],
      repartitionSinkTopics: ['app-repartition'],
      changelogTopics: [],
    },
  ];
  const tasks = { active: [{ subtopology: '0', partitions: [0, 1] }], standby: [], warmup: [] };
  const streams = (changes = {}) =>
    group('app', {
      type: 'streams',
      protocolType: 'streams',
      description: described({
        assignor: null,
        epoch: 4,
        topology,
        members: [
          member('m1', {
            subscribed: ['orders', 'one-partition'],
            assignment: [
              { topic: 'orders', partitions: [0, 1] },
              { topic: 'one-partition', partitions: [0, 1] },
            ],
            tasks,
          }),
        ],
      }),
      ...changes,
    });
  const seen = {
    topics: new Map([
      ['orders', topic('orders', 2)],
      ['one-partition', topic('one-partition', 1)],
    ]),
    ends: new Map([
      ['orders', ends([0n, 100n], [0n, 100n])],
      ['one-partition', ends([0n, 10n])],
    ]),
  };

  test('have members with tasks, and hold of each topic the partitions that there are', () => {
    const write = new Polls().at(0, { ...seen, groups: [streams()] });
    expect(groupOf(write, 'app')).toMatchObject({ type: 'streams', epoch: 4, members: 1, topology, failure: null });
    expect(groupOf(write, 'app').memberList[0]).toMatchObject({
      tasks,
      partitions: [
        { topic: 'orders', partitions: [0, 1] },
        { topic: 'one-partition', partitions: [0] },
      ],
    });
  });

  test('without a commit on a topic that they read show it', () => {
    const write = new Polls().at(0, { ...seen, groups: [streams()] });
    expect(subscriptionOf(write, 'app', 'one-partition')).toMatchObject({ lag: null, states: { 'no-commit': 1 } });
    expect(groupOf(write, 'app').lag).toBe(0n);
  });
});

describe('share groups', () => {
  const share = (offsets: { start: bigint; undelivered: bigint | null }[], changes = {}) =>
    group('printers', {
      type: 'share',
      protocolType: 'share',
      description: described({ assignor: 'simple', epoch: 2, members: [member('m1'), member('m2')] }),
      commits: succeed([
        {
          name: 'orders',
          partitions: offsets.map(({ start, undelivered }, partitionIndex) => ({
            partitionIndex,
            committedOffset: start,
            committedLeaderEpoch: 0,
            errorCode: 0,
            undelivered,
          })),
        },
      ]),
      ...changes,
    });

  test('have the lag that their coordinator tells; start offsets are stored in the place of commits', () => {
    const write = new Polls().at(0, {
      groups: [
        share([
          { start: 80n, undelivered: 15n },
          { start: 100n, undelivered: 0n },
        ]),
      ],
    });
    expect(groupOf(write, 'printers')).toMatchObject({ lag: 15n, members: 2, states: { ok: 2 }, failure: null });
    expect(subscriptionOf(write, 'printers').exceptions).toMatchObject([
      { partition: 0, state: 'ok', lag: '15', reason: '5 past the start offset are done already' },
    ]);
    expect(write.samples?.subscriptions).toMatchObject([{ group: 'printers', committed: offsetsOf(80n, 100n) }]);
  });

  test('are never said to commit without members, whatever moves', () => {
    const polls = new Polls();
    const empty = { description: described({ state: 'Empty', members: [] }), state: 'Empty' };
    polls.at(0, { groups: [share([{ start: 80n, undelivered: null }], empty)] });
    const write = polls.at(SECOND, { groups: [share([{ start: 90n, undelivered: null }], empty)] });
    expect(groupOf(write, 'printers')).toMatchObject({ lag: 10n, assignOnly: false });
  });
});

describe('groups that cannot be described', () => {
  test('a group of a type that is not known here is listed, never Dead, and says so', () => {
    const write = new Polls().at(0, {
      groups: [
        group('g', {
          type: 'unknown',
          protocolType: 'future',
          description: null,
          commits: succeed([commits('orders', 90n, 60n)]),
        }),
      ],
    });
    expect(groupOf(write, 'g')).toMatchObject({
      type: 'unknown',
      state: 'Stable',
      members: null,
      memberList: [],
      lag: 50n,
      failure: { code: 'CANNOT_DESCRIBE', message: expect.stringMatching(/^cannot describe/) },
    });
  });

  test('a group that changed its type between listing and description is what it is listed as, and described again', () => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g')] });
    const changed = polls.at(SECOND, {
      groups: [group('g', { type: 'consumer', description: described({ state: 'Dead', members: [] }) })],
    });
    expect(groupOf(changed, 'g')).toMatchObject({
      type: 'consumer',
      state: 'Stable',
      failure: { code: 'GROUP_CHANGED' },
    });
    const after = polls.at(2 * SECOND, {
      groups: [group('g', { type: 'consumer', description: described({ epoch: 3 }) })],
    });
    expect(groupOf(after, 'g')).toMatchObject({ type: 'consumer', state: 'Stable', epoch: 3, failure: null });
  });

  test('a group of another protocol is listed without lag and without complaint', () => {
    const connect = group('connect-cluster', { protocolType: 'connect', description: null, commits: null });
    expect(groupOf(new Polls().at(0, { groups: [connect] }), 'connect-cluster')).toMatchObject({
      protocolType: 'connect',
      lag: null,
      totalPartitions: 0,
      members: null,
      failure: null,
    });
  });
});

describe('a group that nobody lists any more', () => {
  test.each([1, 10])('in polls of %d s: goes after 30 s, unknown until then, never "position lost"', (everyS) => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g')] });
    const firstMs = everyS * SECOND;
    for (let atMs = firstMs; atMs < firstMs + RULES.threePollsMs; atMs += everyS * SECOND) {
      const shown = groupOf(polls.at(atMs, { groups: [unlisted('g')] }), 'g');
      expect(shown).toMatchObject({ lag: null, states: { unknown: 2 }, failure: { code: 'GROUP_NOT_LISTED' } });
    }
    const write = polls.at(firstMs + RULES.threePollsMs, { groups: [unlisted('g')] });
    expect(write.groups).toEqual([]);
    expect(write.subscriptions).toEqual([]);
    expect(write.complete.groups).toBe(true);
    expect(polls.memory.groups.size).toBe(0);
  });

  const refused = (code: string) => fail(code, 'the words of the broker', 1);
  test.each<[string, Partial<GroupObservation>]>([
    ['its coordinator loads its groups', { description: refused('COORDINATOR_LOAD_IN_PROGRESS') }],
    ['the broker asked is not its coordinator', { description: refused('NOT_COORDINATOR') }],
    ['its offsets are not told', { commits: refused('COORDINATOR_LOAD_IN_PROGRESS') }],
    ['it has offsets left', { commits: succeed([commits('orders', 100n, null)]) }],
    ['an offset of it cannot be read', { commits: succeed([commits('orders', null, 36)]) }],
    ['its coordinator is not reached', { description: null, commits: null }],
  ])('stays while %s, and the polls before do not count any more', (_case, changes) => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g')] });
    const unclear = { ...unlisted('g'), ...changes };
    for (const poll of [1, 2, 3, 4, 5]) {
      expect(polls.at(10 * poll * SECOND, { groups: [unclear] }).groups).toHaveLength(1);
    }
    const sightings = [unlisted('g'), unlisted('g'), unclear, unlisted('g'), unlisted('g'), unlisted('g')];
    sightings.forEach((seen, poll) => {
      expect(polls.at((60 + 10 * poll) * SECOND, { groups: [seen] }).groups).toHaveLength(1);
    });
    expect(polls.at(2 * MINUTE, { groups: [unlisted('g')] }).groups).toEqual([]);
  });

  test('goes although some broker cannot list its groups: its own coordinator has spoken', () => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g')] });
    for (const poll of [1, 2, 3]) polls.at(10 * poll * SECOND, { groups: [unlisted('g')], listingComplete: false });
    expect(polls.at(40 * SECOND, { groups: [unlisted('g')], listingComplete: false }).groups).toEqual([]);
  });

  test('keeps its members: that an old coordinator calls it Dead is no news of them', () => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g')] });
    const shown = groupOf(polls.at(SECOND, { groups: [unlisted('g')] }), 'g');
    expect(shown).toMatchObject({ state: 'Stable', members: 1, memberList: [{ memberId: 'm1' }] });
    expect(polls.at(2 * SECOND, { groups: [group('g')] }).events).toEqual([]);
  });

  test('but that its coordinator describes is no less known: the listing failed, not the group', () => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g')] });
    const loading = group('g', { listed: false, state: null, commits: succeed([commits('orders', 90n, null)]) });
    const shown = groupOf(polls.at(SECOND, { groups: [loading], listingComplete: false }), 'g');
    expect(shown).toMatchObject({ lag: 10n, members: 1, states: { ok: 1, expired: 1 }, failure: null });
  });

  test('and is listed again in between, starts counting anew', () => {
    const polls = new Polls();
    const sightings = [group('g'), unlisted('g'), unlisted('g'), group('g'), unlisted('g'), unlisted('g')];
    sightings.forEach((seen, poll) => {
      expect(polls.at(poll * 20 * SECOND, { groups: [seen] }).groups).toHaveLength(1);
    });
  });

  test('and comes back later, is a new group', () => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g', { commits: succeed([commits('orders', 90n, 60n)]) })] });
    for (const poll of [1, 2, 3, 4]) polls.at(poll * 10 * SECOND, { groups: [unlisted('g')] });
    const fresh = group('g', {
      description: described({ state: 'Empty', members: [] }),
      commits: succeed([commits('orders', null, 100n)]),
    });
    expect(groupOf(polls.at(MINUTE, { groups: [fresh] }), 'g')).toMatchObject({
      states: { ok: 1 },
      totalPartitions: 1,
    });
  });
});

describe('a partition of the offsets topic without a leader', () => {
  const offsets = (leader: number | null) => {
    const made = topic('__consumer_offsets', 1);
    return { ...made, partitions: made.partitions.map((partition) => ({ ...partition, leader })) };
  };
  const topics = (leader: number | null) =>
    new Map([
      ['orders', topic('orders', 2)],
      ['__consumer_offsets', offsets(leader)],
    ]);

  test('names the groups on it: they can neither commit nor join', () => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g'), group('h')], topics: topics(1) });
    const write = polls.at(10 * SECOND, { groups: [unlisted('g'), unlisted('h')], topics: topics(null) });
    const says = 'coordinator offline: the group can neither commit nor join, for __consumer_offsets 0 has no leader';
    expect(groupOf(write, 'g').failure).toMatchObject({ code: 'COORDINATOR_OFFLINE', message: says });
    expect(write.cluster.failures).toMatchObject([
      {
        code: 'COORDINATOR_OFFLINE',
        message: 'coordinator offline: 2 groups can neither commit nor join (__consumer_offsets 0 without a leader)',
      },
    ]);
  });

  test('says nothing of groups that some broker still stands for', () => {
    const write = new Polls().at(0, { groups: [group('g')], topics: topics(null) });
    expect(write.cluster.failures).toEqual([]);
    expect(groupOf(write, 'g').failure).toBeNull();
  });
});

describe('assign-only', () => {
  const empty = described({ state: 'Empty', members: [] });
  const committing = (offset: bigint | null) =>
    group('g', { state: 'Empty', description: empty, commits: succeed([commits('orders', offset, 50n)]) });

  test('is a group whose commits move although it never had a member', () => {
    const polls = new Polls();
    expect(groupOf(polls.at(0, { groups: [committing(10n)] }), 'g').assignOnly).toBe(false);
    expect(groupOf(polls.at(SECOND, { groups: [committing(10n)] }), 'g').assignOnly).toBe(false);
    expect(groupOf(polls.at(2 * SECOND, { groups: [committing(11n)] }), 'g').assignOnly).toBe(true);
  });

  test('is none whose commits expire', () => {
    const polls = new Polls();
    polls.at(0, { groups: [committing(10n)] });
    for (const poll of [1, 2]) {
      const shown = groupOf(polls.at(poll * SECOND, { groups: [committing(null)] }), 'g');
      expect(shown).toMatchObject({ assignOnly: false, states: { expired: 1, ok: 1 } });
    }
  });

  test('is none that was seen with members', () => {
    const polls = new Polls();
    polls.at(0, { groups: [group('g')] });
    polls.at(SECOND, { groups: [committing(10n)] });
    expect(groupOf(polls.at(2 * SECOND, { groups: [committing(11n)] }), 'g').assignOnly).toBe(false);
  });

  test('ends when a member joins', () => {
    const polls = new Polls();
    for (const offset of [10n, 11n]) polls.at(0, { groups: [committing(offset)] });
    expect(groupOf(polls.at(SECOND, { groups: [group('g')] }), 'g').assignOnly).toBe(false);
  });
});
