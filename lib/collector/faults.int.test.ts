import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { type GroupNow, NOT_OBSERVED, type PollSamples, type SubscriptionNow } from '#lib/history/contract.ts';
import { testCluster } from '#lib/kafka/testing.ts';
import { Collector } from './collector.ts';
import { ELSEWHERE, type FaultCluster, REPLICATED, SINGLE, startFaultCluster } from './fixtures/fault-cluster.ts';
import { PollWatch, type WatchedPoll } from './fixtures/poll-watch.ts';

/** TIDEMARK_FAULTS=full holds each fault as long as the acceptance says; the short form proves the same in less time. */
const FULL = process.env.TIDEMARK_FAULTS === 'full';
const INTERVAL_MS = 1_000;
const DEADLINE_MS = 500;
/** On a machine with two cores that runs three brokers, Postgres, the work and this: timers and answers come late. */
const MACHINE_MS = 300;
/** A silent broker is probed at least this often (links.ts), and read in the poll after a probe that came through. */
const PROBED_EVERY_MS = 10_000;
const HEALS_WITHIN_MS = PROBED_EVERY_MS + 2 * INTERVAL_MS + DEADLINE_MS;
/** After Kafka has moved a group: a second to load its offsets, and two polls. */
const MOVES_WITHIN_MS = 1_000 + 2 * INTERVAL_MS;
/** Polls in which a starved machine let a healthy broker miss its deadline too; they say nothing of the fault. */
const DISTURBED_AT_MOST = 1 / 4;
const CALM_POLLS = 5;
const PATIENCE_MS = 60_000;

interface Fault {
  name: string;
  holdMs: number;
  inject(cluster: FaultCluster): Promise<void>;
  revert(cluster: FaultCluster): Promise<void>;
  /** The other brokers notice too, and take over what broker 3 led. */
  seenByKafka: boolean;
  code: RegExp;
  healsWithinMs: number;
}

const FAULTS: Fault[] = [
  {
    name: '(c) accepted, never answered',
    holdMs: FULL ? 60_000 : 6_000,
    inject: async ({ proxy }) => proxy.hold(),
    revert: ({ proxy }) => proxy.pass(),
    seenByKafka: false,
    code: /^BROKER_TIMEOUT$/,
    healsWithinMs: HEALS_WITHIN_MS,
  },
  {
    name: '(d) answers slowed to 5 s',
    holdMs: FULL ? 60_000 : 6_000,
    inject: async ({ proxy }) => proxy.delay(5_000),
    revert: ({ proxy }) => proxy.pass(),
    seenByKafka: false,
    code: /^BROKER_TIMEOUT$/,
    healsWithinMs: HEALS_WITHIN_MS,
  },
  {
    name: '(b) SIGSTOP',
    holdMs: FULL ? 120_000 : 12_000,
    inject: ({ third }) => third.kill('SIGSTOP'),
    revert: ({ third }) => third.kill('SIGCONT'),
    seenByKafka: true,
    code: /^BROKER_TIMEOUT$/,
    // A broker that slept past its session registers and catches up anew before it leads again.
    healsWithinMs: HEALS_WITHIN_MS + 5_000,
  },
  {
    name: '(a) kill -9',
    holdMs: FULL ? 60_000 : 8_000,
    inject: async ({ proxy, third }) => {
      await Promise.all([proxy.refuse(), third.kill()]);
    },
    revert: async ({ proxy, third }) => {
      await third.start();
      await proxy.pass();
    },
    seenByKafka: true,
    code: /^BROKER_(UNREACHABLE|CLOSED_CONNECTION)$/,
    // Refused connections are tried in every poll; the partitions need their leader back.
    healsWithinMs: 5_000,
  },
];

let cluster: FaultCluster;
let database: TestDatabase;
let watch: PollWatch;
let collector: Collector;
const figures: Record<string, string | number>[] = [];

beforeAll(async () => {
  [cluster, database] = await Promise.all([startFaultCluster(), createTestDatabase()]);
  watch = new PollWatch(database.db, 'faults');
  const overrides = { name: 'faults', pollIntervalMs: INTERVAL_MS, brokerDeadlineMs: DEADLINE_MS };
  collector = new Collector({
    cluster: testCluster(cluster.bootstrap, overrides),
    database: database.db,
    holder: 'faults-test',
    patienceMs: 30_000,
    leaseMinTtlMs: 3_000,
    log: { info: () => undefined, warn: () => undefined, error: (fields, message) => console.error(message, fields) },
    onPoll: watch.onPoll,
  });
});
afterAll(async () => {
  await collector?.stop();
  await cluster?.stop();
  await database?.drop();
  console.table(figures);
});

const groupOf = ({ now }: WatchedPoll, name: string): GroupNow | undefined =>
  now.groups.find(({ group }) => group === name);
const subscriptionOf = ({ now }: WatchedPoll, group: string, topic: string): SubscriptionNow | undefined =>
  now.subscriptions.find((one) => one.group === group && one.topic.name === topic);
const third = ({ now }: WatchedPoll) => now.brokers.find(({ brokerId }) => brokerId === 3);
const isWhole = (group: GroupNow | undefined): boolean =>
  group !== undefined && group.failure === null && group.totalPartitions === 9 && group.knownPartitions === 9;
const isCalm = (poll: WatchedPoll): boolean =>
  poll.now.cluster.failures.length === 0 &&
  third(poll)?.state === 'up' &&
  isWhole(groupOf(poll, cluster.group)) &&
  isWhole(groupOf(poll, cluster.groupOnThird));

const knowsGroupOnThird = (poll: WatchedPoll): boolean =>
  groupOf(poll, cluster.groupOnThird)?.failure === null &&
  subscriptionOf(poll, cluster.groupOnThird, REPLICATED)?.knownPartitions === 6;

const highWatermarks = (samples: PollSamples[], partition: number) =>
  samples.map(({ topics }) => topics.find(({ topic }) => topic.name === REPLICATED)?.highWatermark[partition]);
const commits = (samples: PollSamples[], partition: number) =>
  samples.map(({ subscriptions }) => {
    const found = subscriptions.find(({ group, topic }) => group === cluster.group && topic.name === REPLICATED);
    return found?.committed[partition];
  });

/** From the first request of a poll to its last answer: what a broker can delay. The rest is the store's. */
const readingMs = ({ report: { phases } }: WatchedPoll): number =>
  (phases.listMs ?? 0) + (phases.commitsMs ?? 0) + (phases.endsMs ?? 0);
const durations = (polls: WatchedPoll[]): number[] => polls.map(({ report }) => Math.round(report.durationMs));
const median = (numbers: number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const p50AndMax = (polls: WatchedPoll[]) => `${median(durations(polls))} / ${Math.max(...durations(polls))}`;
const otherFailures = (polls: WatchedPoll[]): string => {
  const others = polls.flatMap(({ now }) => now.cluster.failures).filter(({ brokerId }) => brokerId !== 3);
  return [...new Set(others.map(({ code, brokerId }) => `${code} ${brokerId}`))].join(', ');
};
const seconds = (ms: number): number => Math.round(ms / 10) / 100;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(FAULTS)('one broker of three: $name', (fault) => {
  let before: WatchedPoll[];
  let during: WatchedPoll[];
  let injectedAtMs: number;
  let takenOverAtMs: number | null;
  let endedAtMs: number;
  let revertedAtMs: number;

  beforeAll(
    async () => {
      await cluster.untilPreferred();
      const calmSinceMs = (await watch.first('a calm poll', Date.now(), PATIENCE_MS, isCalm)).startedAtMs;
      await watch.first('calm polls', calmSinceMs + (CALM_POLLS - 1) * INTERVAL_MS, PATIENCE_MS, isCalm);
      injectedAtMs = Date.now();
      before = watch.between(calmSinceMs, injectedAtMs);
      await fault.inject(cluster);
      [takenOverAtMs] = await Promise.all([fault.seenByKafka ? cluster.untilTakenOver() : null, sleep(fault.holdMs)]);
      endedAtMs = Date.now() - INTERVAL_MS;
      during = watch.between(injectedAtMs, endedAtMs);
      await fault.revert(cluster);
      revertedAtMs = Date.now();
    },
    fault.holdMs + 2 * PATIENCE_MS,
  );

  /** Polls during the fault in which nothing but the fault was wrong. */
  const undisturbed = (): WatchedPoll[] =>
    during.filter(({ now }) => now.cluster.failures.every(({ brokerId }) => brokerId === 3));

  test('is all that goes wrong', () => {
    expect(during.length).toBeGreaterThanOrEqual(fault.holdMs / INTERVAL_MS / 2);
    expect(undisturbed().length).toBeGreaterThanOrEqual(during.length * (1 - DISTURBED_AT_MOST));
  });

  test('costs a poll at most one broker deadline more, and makes it miss no instant', () => {
    const normalMs = Math.max(...before.map(readingMs));
    expect(Math.max(...undisturbed().map(readingMs))).toBeLessThanOrEqual(normalMs + DEADLINE_MS + MACHINE_MS);
    // A silent broker is waited for once; after that it is probed beside the polls.
    const laterMs = median(during.slice(1).map(readingMs));
    expect(laterMs).toBeLessThanOrEqual(median(before.map(readingMs)) + MACHINE_MS);
    for (const [index, { report }] of during.slice(0, -1).entries()) {
      const next = during[index + 1]?.report.scheduledAtMs ?? 0;
      if (report.lateMs + report.durationMs < INTERVAL_MS) expect(next - report.scheduledAtMs).toBe(INTERVAL_MS);
    }
  });

  test('leaves every partition led elsewhere live, in each poll', async () => {
    for (const poll of undisturbed()) {
      const exceptions = subscriptionOf(poll, cluster.group, REPLICATED)?.exceptions ?? [];
      expect(exceptions.filter(({ partition }) => ELSEWHERE.includes(partition))).toEqual([]);
    }
    const stored = await watch.samplesBetween(injectedAtMs, endedAtMs);
    const calm = new Set(undisturbed().map(({ report }) => report.scheduledAtMs));
    const samples = stored.filter(({ atMs }) => calm.has(atMs));
    expect(samples).toHaveLength(calm.size);
    for (const partition of ELSEWHERE) {
      for (const values of [highWatermarks(samples, partition), commits(samples, partition)]) {
        expect(values).not.toContain(undefined);
        expect(values).not.toContain(NOT_OBSERVED);
        expect((values.at(-1) ?? 0n) - (values[0] ?? 0n)).toBeGreaterThan(0n);
      }
    }
  });

  test('makes the rest unknown, with the error', () => {
    for (const poll of undisturbed()) {
      const single = subscriptionOf(poll, cluster.group, SINGLE);
      expect(single).toMatchObject({ lag: null, knownPartitions: 0, totalPartitions: 3, states: { unknown: 3 } });
      for (const { lag, lagIsLastKnown, reason } of single?.exceptions ?? []) {
        expect([lag, lagIsLastKnown]).toEqual(['10', true]);
        expect(reason).toMatch(fault.seenByKafka ? /broker 3|:\d+|no leader/ : /broker 3/);
      }
    }
  });

  test('is named by broker and since when, in every poll', () => {
    for (const poll of during) {
      const [failure] = poll.now.cluster.failures.filter(({ brokerId }) => brokerId === 3);
      expect(failure?.code).toMatch(fault.code);
      expect(failure?.sinceMs).toBeGreaterThanOrEqual(injectedAtMs);
      expect(failure?.sinceMs).toBeLessThanOrEqual(injectedAtMs + 2 * INTERVAL_MS + DEADLINE_MS);
    }
    const states = during.map((poll) => third(poll)?.state);
    const whileLed = states.filter((_, index) => (during[index]?.startedAtMs ?? 0) < (takenOverAtMs ?? endedAtMs));
    expect(new Set(whileLed)).toContain('unreachable');
    expect(states.at(-1)).toBe(fault.seenByKafka ? 'down' : 'unreachable');
  });

  test('is counted once in every poll', () => {
    const counts = during.map(({ now }) => now.cluster.health.brokerErrors[3] ?? Number.NaN);
    expect(counts).toEqual(counts.map((_, index) => (counts[0] ?? 0) + index));
    expect(before.at(-1)?.now.cluster.health.brokerErrors[3]).toBe((counts[0] ?? 0) - 1);
  });

  test('keeps its groups only as long as Kafka itself does', () => {
    const known = during.filter(knowsGroupOnThird);
    if (takenOverAtMs === null) {
      expect(known).toEqual([]);
      for (const poll of during) {
        const expected = { lag: null, totalPartitions: 9, failure: { brokerId: 3 } };
        expect(groupOf(poll, cluster.groupOnThird)).toMatchObject(expected);
      }
      return;
    }
    const firstAtMs = known[0]?.startedAtMs ?? Number.POSITIVE_INFINITY;
    expect(firstAtMs - takenOverAtMs).toBeLessThanOrEqual(MOVES_WITHIN_MS);
    expect(
      undisturbed()
        .filter(({ startedAtMs }) => startedAtMs >= firstAtMs)
        .every(knowsGroupOnThird),
    ).toBe(true);
  });

  test('heals without a restart', async () => {
    const healed = await watch.first('a healed poll', revertedAtMs, PATIENCE_MS, isCalm);
    const healedAfterMs = healed.startedAtMs - revertedAtMs;
    const after = watch.between(revertedAtMs, healed.startedAtMs + 1);
    const known = during.find(knowsGroupOnThird);
    figures.push({
      fault: fault.name,
      'held s': fault.holdMs / 1_000,
      'before p50/max ms': p50AndMax(before),
      'first ms': durations(during)[0] ?? Number.NaN,
      'during p50/max ms': p50AndMax(during),
      'disturbed polls': `${during.length - undisturbed().length} of ${during.length} ${otherFailures(during)}`,
      'until healed max ms': Math.max(...durations(after)),
      'Kafka moved s': takenOverAtMs === null ? '-' : seconds(takenOverAtMs - injectedAtMs),
      'group known s': known ? seconds(known.startedAtMs - injectedAtMs) : '-',
      'healed after s': seconds(healedAfterMs),
    });
    expect(healedAfterMs).toBeLessThanOrEqual(fault.healsWithinMs);
  });
});
