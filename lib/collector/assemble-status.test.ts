import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PollWrite } from '#lib/history/contract.ts';
import { succeed } from '#lib/kafka/failure.ts';
import { rankOf } from '#lib/lag/state.ts';
import { STATUS_RULES } from '#lib/lag/status/rules.ts';
import { placeOf, STATUSES, type Status } from '#lib/lag/status/status.ts';
import { assembleStatus } from './assemble-status.ts';
import type { GroupObservation } from './observation.ts';
import { FLAG, WAY } from './subscription-status.ts';
import {
  commits,
  described,
  ends,
  group,
  groupOf,
  MINUTE,
  member,
  Polls,
  SECOND,
  subscriptionOf,
  T0,
  topic,
} from './testing.ts';

/** What is true at each second of a story: of one partition, and of the group that reads it. */
interface Moment {
  end: number;
  /** Null: no commit. */
  committed: number | null;
  members: number;
  state: string;
  logStart?: number;
}
type Story = (second: number) => Moment;

const PRODUCED = 40;
const end = (second: number) => 100_000 + PRODUCED * second;
const STABLE = { members: 2, state: 'Stable' };
const EMPTY = { members: 0, state: 'Empty' };
/** Commits every `gap` seconds what was there then. */
const upTo = (second: number, gap = 3) => end(Math.floor(second / gap) * gap);

/** Everything is read, with a commit each few seconds. */
const healthy: Story = (second) => ({ end: end(second), committed: upTo(second), ...STABLE });

/** As `healthy` until then. */
const from =
  (start: number, story: Story): Story =>
  (second) =>
    second < start ? healthy(second) : story(second);

const described_ = ({ members, state }: Moment): GroupObservation['description'] =>
  described({
    state,
    members: Array.from({ length: members }, (_, index) =>
      member(`m${index}`, { assignment: [{ topic: 'orders', partitions: index === 0 ? [0] : [] }] }),
    ),
  });

function seeing(moment: Moment) {
  const { end: high, committed, state, logStart = 0 } = moment;
  return {
    topics: new Map([['orders', topic('orders', 1)]]),
    ends: new Map([['orders', ends([BigInt(logStart), BigInt(high)])]]),
    groups: [
      group('payments', {
        state,
        description: described_(moment),
        commits: succeed([commits('orders', committed === null ? null : BigInt(committed))]),
      }),
    ],
  };
}

/** Statuses of the group in their order, with the second at which each was first told. */
type Course = [status: string | null, second: number][];

function course(story: Story, seconds: number, intervalMs = 10 * SECOND, phaseMs = 0): Course {
  const polls = new Polls({ intervalMs });
  const told: Course = [];
  for (let atMs = phaseMs; atMs <= seconds * SECOND; atMs += intervalMs) {
    const { status } = groupOf(polls.at(atMs, seeing(story(atMs / SECOND))), 'payments');
    if (status !== told.at(-1)?.[0]) told.push([status, atMs / SECOND]);
  }
  return told;
}

const names = (told: Course) => told.map(([status]) => status);

const START = 720;
const LENGTH = 1_800;
const stopped = from(START, (second) => ({ end: end(second), committed: upTo(START - 3), ...EMPTY }));
const stalled = from(START, (second) => ({ end: end(second), committed: upTo(START - 3), ...STABLE }));
const reading = (share: number): Story =>
  from(START, (second) => ({
    end: end(second),
    committed: Math.floor(end(START - 3) + share * (upTo(second) - end(START - 3))),
    ...STABLE,
  }));
/** Ten minutes behind, for ever. */
const trailing: Story = (second) => ({ end: end(second), committed: upTo(second) - 600 * PRODUCED, ...STABLE });
/** Back by 30,000 messages, and as fast as the producer from there on. */
const rewound = from(START, (second) => ({ end: end(second), committed: upTo(second) - 30_000, ...STABLE }));
const neverCommitted: Story = (second) => ({ end: end(second), committed: null, ...STABLE });
const overtaken = from(START, (second) => ({
  end: end(second),
  committed: upTo(START - 3),
  logStart: Math.max(0, end(second - 600)),
  ...EMPTY,
}));
const returning = from(START, (second) =>
  second < START + 400 ? stopped(second) : { ...healthy(second), committed: upTo(second) },
);

const STORIES: [what: string, story: Story, expected: string[]][] = [
  ['healthy', healthy, ['OK']],
  ['stopped', stopped, ['OK', 'STOPPED']],
  ['comes back', returning, ['OK', 'STOPPED', 'OK']],
  ['stalled', stalled, ['OK', 'STALLED']],
  ['far too slow', reading(0.05), ['OK', 'LAGGING']],
  ['steadily behind', trailing, ['OK', 'BEHIND']],
  ['never committed', neverCommitted, ['OK', 'NEVER_COMMITTED']],
  ['overtaken by retention', overtaken, ['OK', 'STOPPED', 'LOST']],
];

describe('the course of a story', () => {
  test.each(STORIES)('%s', (_what, story, expected) => {
    expect(names(course(story, LENGTH))).toEqual(expected);
  });

  test('a rewind is told for one window, then what became of it', () => {
    expect(course(rewound, LENGTH)).toEqual([
      ['OK', 0],
      ['REWOUND', START],
      ['BEHIND', START + 600],
    ]);
  });
});

describe('polled at 1, 10 and 60 s', () => {
  const INTERVALS = [1, 10, 60];
  test.each(STORIES)('%s: the same verdicts, each at most 3 intervals late', (_what, story) => {
    const exact = course(story, LENGTH, SECOND);
    for (const interval of INTERVALS.slice(1)) {
      const seen = course(story, LENGTH, interval * SECOND);
      expect(names(seen), `every ${interval} s`).toEqual(names(exact));
      for (const [index, [status, second]] of seen.entries()) {
        const late = second - (exact[index]?.[1] ?? 0);
        expect(late, `${status} every ${interval} s`).toBeLessThanOrEqual(3 * interval);
      }
    }
  });

  test('stopped at whatever moment, with whatever commit gap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 600 }), fc.integer({ min: 1, max: 9 }), (start, gap) => {
        const story: Story = (second) => ({
          end: end(second),
          committed: upTo(Math.min(second, start), gap),
          ...(second < start ? STABLE : EMPTY),
        });
        const lastCommit = Math.floor(start / gap) * gap;
        for (const interval of INTERVALS) {
          const seen = course(story, 900, interval * SECOND);
          expect(names(seen)).toEqual(['OK', 'STOPPED']);
          const dueAt = Math.max(lastCommit, start) + 60;
          expect((seen[1]?.[1] ?? 0) - dueAt).toBeLessThanOrEqual(3 * interval);
        }
      }),
      { numRuns: 10 },
    );
  });
});

describe('no false alarm', () => {
  test('in a deploy that stops all members for half a minute', () => {
    const deploy = from(START, (second) => {
      if (second < START + 35) return { end: end(second), committed: upTo(START - 3), ...EMPTY };
      if (second < START + 60)
        return { end: end(second), committed: upTo(START - 3), members: 2, state: 'PreparingRebalance' };
      if (second < START + 75) return { end: end(second), committed: upTo(START - 3), ...STABLE };
      return healthy(second);
    });
    for (const interval of [1, 10, 60]) {
      const told = names(course(deploy, 1_500, interval * SECOND));
      expect(told.filter((status) => status !== 'OK' && status !== 'REBALANCING')).toEqual([]);
    }
  });

  test('in one that takes five minutes: it stood still, and then nothing else is said', () => {
    const deploy = from(START, (second) => {
      if (second < START + 300) return { end: end(second), committed: upTo(START - 3), ...EMPTY };
      if (second < START + 340) return { end: end(second), committed: upTo(START - 3), ...STABLE };
      return healthy(second);
    });
    expect(names(course(deploy, 1_500))).toEqual(['OK', 'STOPPED', 'OK']);
  });

  test('while an eager rebalance follows the other for three minutes', () => {
    const rolling = from(START, (second) => {
      if (second > START + 180) return healthy(second);
      const turn = Math.floor((second - START) / 20) * 20 + START;
      const rebalancing = second - turn < 12;
      const committed = rebalancing ? upTo(turn - 3) : upTo(second);
      return { end: end(second), committed, members: 9, state: rebalancing ? 'PreparingRebalance' : 'Stable' };
    });
    for (const interval of [1, 10]) {
      const told = names(course(rolling, 1_500, interval * SECOND));
      expect(told.filter((status) => status !== 'OK' && status !== 'REBALANCING')).toEqual([]);
    }
  });

  test('of members that crash at the same record, which does not commit either', () => {
    const crashing = from(START, (second) => ({
      end: end(second),
      committed: upTo(START - 3),
      ...((second - START) % 30 < 20 ? { members: 1, state: 'Stable' } : EMPTY),
    }));
    const told = course(crashing, 1_500);
    expect(names(told).at(-1)).toBe('STALLED');
    expect(told.at(-1)?.[1]).toBeLessThanOrEqual(START + 360);
  });
});

describe('a poll that could not read', () => {
  const blind = { ...seeing(stalled(START + 200)), ends: new Map() };
  const until = (polls: Polls, second: number) => {
    let write: PollWrite = polls.at(0, seeing(stalled(0)));
    for (let at = 10; at <= second; at += 10) write = polls.at(at * SECOND, seeing(stalled(at)));
    return write;
  };

  test('leaves the status as it was, for less than 3 polls', () => {
    const polls = new Polls();
    expect(groupOf(until(polls, START + 100), 'payments').status).toBe('STALLED');
    const since = groupOf(polls.at((START + 110) * SECOND, blind), 'payments');
    expect(since).toMatchObject({ status: 'STALLED' });
    expect(groupOf(polls.at((START + 120) * SECOND, blind), 'payments').status).toBe('STALLED');
    expect(groupOf(polls.at((START + 130) * SECOND, blind), 'payments').status).toBe('NO_DATA');
    expect(groupOf(polls.at((START + 140) * SECOND, seeing(stalled(START + 140))), 'payments').status).toBe('STALLED');
  });
});

describe('what is told', () => {
  const polls = new Polls();
  const writes: PollWrite[] = [];
  for (let at = 0; at <= START + 100; at += 10) writes.push(polls.at(at * SECOND, seeing(stalled(at))));
  const last = writes.at(-1);
  if (!last) throw new Error('nothing was polled');

  test('counts, since when, and partitions in runs', () => {
    const found = groupOf(last, 'payments');
    expect(found.statuses).toEqual({ STALLED: 1 });
    const subscription = subscriptionOf(last, 'payments');
    expect(subscription.partitionStatuses).toEqual([{ status: 'STALLED', sinceMs: found.statusSinceMs, runs: [0, 0] }]);
  });

  test('each change once', () => {
    const changes = writes.flatMap(({ statusChanges }) => statusChanges);
    expect(changes.map(({ topic: about, was, status }) => [about?.name ?? null, was, status])).toEqual([
      ['orders', null, 'OK'],
      [null, null, 'OK'],
      ['orders', 'OK', 'STALLED'],
      [null, 'OK', 'STALLED'],
    ]);
  });

  test('the same objects while nothing changes', () => {
    const again = polls.at((START + 110) * SECOND, seeing(stalled(START + 110)));
    expect(groupOf(again, 'payments').statuses).toBe(groupOf(last, 'payments').statuses);
    expect(subscriptionOf(again, 'payments').partitionStatuses).toBe(
      subscriptionOf(last, 'payments').partitionStatuses,
    );
  });

  test('that a group ended', () => {
    const gone = new Polls();
    gone.at(0, seeing(healthy(0)));
    const unseen = { ...seeing(healthy(60)), groups: [] };
    gone.at(MINUTE, unseen);
    expect(gone.memory.groups.has('payments')).toBe(true);
  });
});

describe('the quick way', () => {
  const NOW = T0 + 100 * MINUTE;
  const ago = fc.constantFrom(0, 10, 59, 60, 61, 300, 599, 600, 900, 5_000).map((seconds) => NOW - seconds * SECOND);
  const maybe = (instant: fc.Arbitrary<number>) => fc.oneof(instant, fc.constant(Number.NaN));
  const found = fc.record({
    lag: fc.constantFrom(0, 1, 5, 1_000),
    behindMs: maybe(fc.constantFrom(0, 5_000, 14_000, 16_000, 29_000, 31_000, 900_000)),
    movedAtMs: ago,
    lagSinceMs: maybe(ago),
    caughtUpAtMs: maybe(ago),
    rewoundAtMs: maybe(ago),
    resumedAtMs: fc.constant(Number.NaN),
    lagging: fc.constantFrom(0, 1),
    was: fc.constantFrom<Status>(...STATUSES),
    members: fc.constantFrom(null, 0, 2),
    assignOnly: fc.boolean(),
    rebalancing: fc.boolean(),
    type: fc.constantFrom('classic' as const, 'consumer' as const, 'share' as const),
    caughtUpBelow: fc.constantFrom(0, 5),
  });
  type Found = typeof found extends fc.Arbitrary<infer T> ? T : never;

  function judged(way: number, one: Found) {
    const polls = new Polls();
    polls.at(0, seeing(healthy(0)));
    const known = polls.memory.groups.get('payments');
    const subscription = known?.subscriptions.get('orders');
    const partition = subscription?.partitions[0];
    if (!known || !subscription || !partition) throw new Error('the group is not there');
    const presence = {
      ...known.presence,
      presentSinceMs: NOW - 6_000 * SECOND,
      absentSinceMs: one.members === 0 ? NOW - 4_000 * SECOND : null,
      rebalancingSinceMs: one.rebalancing ? NOW - 5 * SECOND : null,
      settledSinceMs: one.rebalancing || one.members === 0 ? null : NOW - 6_000 * SECOND,
    };
    Object.assign(partition, { movedAtMs: one.movedAtMs, lag: BigInt(one.lag), committed: 1_000n });
    const { status } = subscription;
    status.place[0] = placeOf(one.was);
    for (const column of ['lagSinceMs', 'caughtUpAtMs', 'rewoundAtMs', 'resumedAtMs'] as const)
      status[column][0] = one[column];
    status.lagging[0] = one.lagging;
    status.way[0] = way;
    status.stateRank[0] = rankOf('ok');
    status.flags[0] = FLAG.held;
    assembleStatus({
      groupId: 'payments',
      group: { ...known, presence, memberCount: one.members, type: one.type, assignOnly: one.assignOnly },
      subscription,
      partitions: 1,
      committed: BigInt64Array.of(1_000n),
      lagEnds: BigInt64Array.of(1_000n + BigInt(one.lag)),
      logStart: BigInt64Array.of(0n),
      timeLagMs: Float64Array.of(one.behindMs),
      subscribed: true,
      rules: { ...STATUS_RULES, caughtUpBelow: one.caughtUpBelow },
      threePollsMs: 30 * SECOND,
      nowMs: NOW,
      seenBeforeMs: NOW - 10 * SECOND,
    });
    // A fall longer than a window ago is none any more, whether or not it was forgotten.
    const isRewound = NOW - (status.rewoundAtMs[0] ?? Number.NaN) < STATUS_RULES.windowMs;
    const timers = [status.lagSinceMs[0], status.caughtUpAtMs[0], isRewound, status.laggingFailedSinceMs[0]];
    return [status.statusAt(0), status.lagging[0], ...timers];
  }

  test('comes to what the rules come to, with the same timers', () => {
    fc.assert(
      fc.property(found, (one) => {
        expect(judged(WAY.usual, one)).toEqual(judged(WAY.judged, one));
      }),
      { numRuns: 3_000 },
    );
  });
});
