import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { readNow, type StoredNow } from '#lib/history/read/now.ts';
import { readNewestSamples } from '#lib/history/read/tail.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { until } from '#scripts/local/wait.ts';
import { Collector } from './collector.ts';
import type { PollReport } from './poller.ts';

const TOPIC = 'collector-orders';
const GROUP = 'collector-payments';
const INTERVAL_MS = 1_000;
const TTL_MS = 3_000;
const instants = z.object({ at: z.date() });
const holders = z.object({ holder: z.string() });

let kafka: TestKafka;
let database: TestDatabase;
let clusterId: number;
const running: Collector[] = [];

beforeAll(async () => {
  [kafka, database] = await Promise.all([TestKafka.of(testBrokers()), createTestDatabase()]);
  clusterId = await registerCluster(database.db, 'collector');
  const [a = 0, b = a] = kafka.brokerIds;
  await kafka.createTopic(TOPIC, [[a], [b]]);
  await kafka.append(a, TOPIC, 0, 100);
  await kafka.append(b, TOPIC, 1, 100);
  await kafka.deleteRecords(b, TOPIC, 1, 50n);
  await kafka.commit(GROUP, TOPIC, [90n, 10n]);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((collector) => collector.stop()));
});
afterAll(async () => {
  await kafka?.deleteGroups([GROUP]);
  await kafka?.deleteTopics([TOPIC]);
  await kafka?.close();
  await database?.drop();
});

/** A collector of the test cluster, with its polls as they end; it is stopped after the test. */
function start(holder: string, overrides: Partial<ClusterConfig> = {}) {
  const polls: PollReport[] = [];
  const collector = new Collector({
    cluster: testCluster(testBrokers(), {
      name: 'collector',
      pollIntervalMs: INTERVAL_MS,
      brokerDeadlineMs: 500,
      ...overrides,
    }),
    database: database.db,
    holder,
    patienceMs: 30_000,
    leaseMinTtlMs: TTL_MS,
    log: { info: () => undefined, warn: () => undefined, error: (fields, message) => console.error(message, fields) },
    onPoll: (report) => polls.push(report),
  });
  running.push(collector);
  const untilPolls = (count: number) =>
    until(() => polls.length >= count || undefined, { what: `${count} polls of ${holder}`, timeoutMs: 30_000 });
  return { collector, polls, untilPolls };
}

const pollInstants = async (): Promise<number[]> => {
  const rows = await database.db.query('select at from poll where cluster_id = $1 order by at', [clusterId], instants);
  return rows.map(({ at }) => at.getTime());
};
const stored = async (): Promise<StoredNow> => {
  const now = await readNow(database.db, clusterId);
  if (!now) throw new Error('nothing stored yet');
  return now;
};
/** A poll tells what became of the one before it, or later where that took long to write. */
const storedWithFailures = (codes: string[]): Promise<StoredNow> =>
  until(
    async () => {
      const now = await stored();
      return now.cluster.failures.map(({ code }) => code).join() === codes.join() ? now : undefined;
    },
    { what: `a stored poll with the failures [${codes.join()}]`, timeoutMs: 30_000 },
  );
const groupOf = ({ groups }: StoredNow) => groups.find(({ group }) => group === GROUP);
const subscriptionOf = ({ subscriptions }: StoredNow) => subscriptions.find(({ group }) => group === GROUP);
const written = (polls: PollReport[]) => polls.filter(({ write }) => write?.outcome === 'written');

describe('a collector on a real cluster', () => {
  test('polls at aligned instants, one after the other, and each is in the history once', async () => {
    const { polls, untilPolls, collector } = start('one');
    await untilPolls(4);
    await collector.stop();
    const scheduled = polls.map(({ scheduledAtMs }) => scheduledAtMs);
    expect(scheduled.every((at) => at % INTERVAL_MS === 0)).toBe(true);
    expect(new Set(scheduled).size).toBe(scheduled.length);
    expect(scheduled).toEqual(scheduled.toSorted());
    // On a busy machine a poll may wait behind the one before it: then its report is out before its outcome.
    expect(polls.filter(({ write, error }) => error !== null || (write && write.outcome !== 'written'))).toEqual([]);
    expect(await pollInstants()).toEqual(scheduled);
  });

  test('leaves the current state of brokers, topics, groups and subscriptions', async () => {
    const now = await stored();
    expect(now.cluster).toMatchObject({ reachable: true, failures: [], controller: { kind: 'kraft' } });
    expect(now.cluster.controller?.leaderId).toBeGreaterThan(0);
    expect(now.brokers.map(({ brokerId, state }) => [brokerId, state])).toEqual(
      kafka.brokerIds.sort().map((id) => [id, 'up']),
    );
    const topic = now.topics.find((one) => one.topic.name === TOPIC);
    expect(topic).toMatchObject({ replicationFactor: 1, groups: 1, hasKafkaId: true, cleanupPolicy: 'delete' });
    expect(topic?.sizeBytes).toBeGreaterThan(0n);
    expect(groupOf(now)).toMatchObject({
      type: 'classic',
      state: 'Empty',
      lag: 60n,
      knownPartitions: 2,
      totalPartitions: 2,
      status: 'LOST',
      states: { ok: 1, truncated: 1 },
    });
    expect(subscriptionOf(now)).toMatchObject({ exceptions: [{ partition: 1, state: 'truncated', lag: '50' }] });
    const samples = await readNewestSamples(database.db, clusterId);
    const ends = samples?.topics.find((one) => one.topic.name === TOPIC);
    expect([[...(ends?.logStart ?? [])], [...(ends?.highWatermark ?? [])]]).toEqual([
      [0n, 50n],
      [100n, 100n],
    ]);
    expect([...(samples?.subscriptions.find(({ group }) => group === GROUP)?.committed ?? [])]).toEqual([90n, 10n]);
  });

  test('gives the lease back when it stops', async () => {
    expect(await database.db.query('select holder from collector_lease', [], holders)).toEqual([]);
  });

  test('goes on after a restart: what was dated keeps its date', async () => {
    const before = await stored();
    const { untilPolls, polls } = start('two');
    await untilPolls(2);
    const after = await stored();
    expect(after.cluster.pollId).toBe(written(polls).at(-1)?.scheduledAtMs);
    expect(groupOf(after)?.statusSinceMs).toBe(groupOf(before)?.statusSinceMs);
    expect(subscriptionOf(after)?.exceptions[0]?.sinceMs).toBe(subscriptionOf(before)?.exceptions[0]?.sinceMs);
    expect(after.brokers.map(({ seenSinceMs }) => seenSinceMs)).toEqual(
      before.brokers.map(({ seenSinceMs }) => seenSinceMs),
    );
  });
});

describe('several collectors of one cluster', () => {
  test('only the holder of the lease polls; when it stops another goes on', async () => {
    const first = start('first');
    await first.untilPolls(1);
    const second = start('second');
    await first.untilPolls(4);
    expect(second.polls).toEqual([]);
    expect(await database.db.query('select holder from collector_lease', [], holders)).toEqual([{ holder: 'first' }]);
    await first.collector.stop();
    await second.untilPolls(1);
    const both = [...written(first.polls), ...written(second.polls)].map(({ scheduledAtMs }) => scheduledAtMs);
    expect((await pollInstants()).slice(-both.length)).toEqual(both);
    // The lease was given back, so the next instant, or the one after it, is the successor's.
    expect((both.at(-1) ?? 0) - (written(first.polls).at(-1)?.scheduledAtMs ?? 0)).toBeLessThanOrEqual(2 * INTERVAL_MS);
  });

  test('one that lost its lease writes nothing, and reads back what the other left once it has it again', async () => {
    const { polls, untilPolls } = start('robbed');
    await untilPolls(1);
    await database.db.execute(
      `update collector_lease set holder = 'thief', token = gen_random_uuid(), expires_at = clock_timestamp() + interval '3 s'`,
      [],
    );
    const lostAt = Date.now();
    // What the thief's polls would leave: another date of the same trouble.
    const thiefsDate = Date.UTC(2026, 0, 1);
    await database.db.execute(
      `update subscription_now set exceptions = jsonb_set(exceptions, '{0,sinceMs}', to_jsonb($1::bigint))
        where group_id = (select id from consumer_group where name = $2)`,
      [thiefsDate, GROUP],
    );
    const again = await until(() => written(polls).find(({ scheduledAtMs }) => scheduledAtMs > lostAt)?.scheduledAtMs, {
      what: 'a poll after the theft',
      timeoutMs: 10_000,
    });
    expect(again - lostAt).toBeGreaterThanOrEqual(TTL_MS - INTERVAL_MS);
    expect(again - lostAt).toBeLessThanOrEqual(TTL_MS + 2 * INTERVAL_MS);
    expect((await pollInstants()).filter((at) => at >= lostAt && at < again)).toEqual([]);
    expect(subscriptionOf(await stored())?.exceptions[0]?.sinceMs).toBe(thiefsDate);
  });

  test('a holder that died is succeeded when its lease has run out', async () => {
    await database.db.execute(
      `insert into collector_lease (cluster_id, holder, token, expires_at)
       values ($1, 'dead', gen_random_uuid(), clock_timestamp() + interval '3 s')`,
      [clusterId],
    );
    const startedAtMs = Date.now();
    const { polls, untilPolls } = start('heir');
    await untilPolls(1);
    expect((polls[0]?.scheduledAtMs ?? 0) - startedAtMs).toBeGreaterThan(TTL_MS - INTERVAL_MS);
    expect((polls[0]?.scheduledAtMs ?? 0) - startedAtMs).toBeLessThanOrEqual(TTL_MS + INTERVAL_MS);
  });
});

test('a start while no broker answers keeps what is known, says so, and leaves a gap', async () => {
  const before = await stored();
  const instantsBefore = await pollInstants();
  const [port = 0] = await freePorts(1);
  const { untilPolls, collector } = start('blind', { bootstrapBrokers: [{ host: '127.0.0.1', port }] });
  await untilPolls(2);
  await collector.stop();
  const now = await stored();
  expect(now.cluster.reachable).toBe(false);
  expect(now.cluster.observedAtMs).toBe(before.cluster.observedAtMs);
  expect(now.cluster.failures[0]?.message).toContain(`127.0.0.1:${port}`);
  // Other tests make groups on these brokers too, some with names that no restart takes from the store.
  const ours = ({ groups }: StoredNow) =>
    groups.map(({ group }) => group).filter((name) => name.startsWith('collector-'));
  expect(ours(now)).toEqual(ours(before));
  expect(now.topics.map(({ topic }) => topic.name)).toEqual(before.topics.map(({ topic }) => topic.name));
  expect(groupOf(now)).toMatchObject({ lag: null, knownPartitions: 0, totalPartitions: 2 });
  expect(subscriptionOf(now)?.exceptions).toMatchObject([
    { partition: 0, state: 'unknown', lag: '10', lagIsLastKnown: true },
    { partition: 1, state: 'unknown', lag: '50', lagIsLastKnown: true },
  ]);
  expect(await pollInstants()).toEqual(instantsBefore);
});

test('on a full disk the state stays live and the cluster says that its history is not kept; then all is well again', async () => {
  const db = database.db;
  // The table says what a full disk makes Postgres say.
  await db.execute(`create function disk_full() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
  await db.execute('create trigger disk_full before insert on poll for each row execute function disk_full()');
  const { polls, untilPolls } = start('full');
  const full = await storedWithFailures(['HISTORY_NOT_STORED']);
  expect(full.cluster).toMatchObject({ reachable: true, failures: [{ brokerId: null }] });
  expect(full.cluster.failures[0]?.message).toContain('No space left on device');
  expect(groupOf(full)).toMatchObject({ knownPartitions: 2 });
  await db.execute('drop function disk_full cascade');
  await storedWithFailures([]);
  await untilPolls(polls.length + 1);
  expect(await pollInstants()).toContain(written(polls).at(-1)?.scheduledAtMs);
});

test('stored state that cannot be read is no reason not to poll', async () => {
  await database.db.execute(`update group_now set detail = '{"of": "another version"}'`);
  const { polls } = start('upgraded');
  // On a busy machine a poll may not wait for its outcome.
  await vi.waitFor(() => expect(written(polls).length).toBeGreaterThan(1), { timeout: 30_000 });
  expect(polls.flatMap(({ error }) => error ?? [])).toEqual([]);
  // A broker may miss its deadline in one poll on a busy machine, not in all of them.
  await vi.waitFor(async () => expect(groupOf(await stored())).toMatchObject({ knownPartitions: 2 }), {
    timeout: 30_000,
  });
});

test('a poll that the database refuses leaves what is known, which grows old, and says why', async () => {
  const before = await stored();
  const db = database.db;
  await db.execute(`create function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'index row size 6016 exceeds btree maximum' using errcode = '54000'; end $$`);
  await db.execute('create trigger refuse before insert or update on group_now for each row execute function refuse()');
  const { polls, untilPolls } = start('refused');
  await untilPolls(2);
  await db.execute('drop function refuse cascade');
  const refused = await stored();
  expect(polls.map(({ write }) => write).slice(0, 2)).toEqual([null, null]);
  expect(refused.cluster).toMatchObject({ observedAtMs: before.cluster.observedAtMs, reachable: true });
  expect(refused.cluster.scheduledAtMs).toBeGreaterThan(before.cluster.scheduledAtMs);
  const { scheduledAtMs } = polls[0] ?? {};
  // On a busy machine a broker may be late besides.
  const failure = refused.cluster.failures.find(({ code }) => code === 'POLL_NOT_STORED');
  expect(failure?.sinceMs).toBe(scheduledAtMs);
  expect(failure?.message).toContain('index row size 6016 exceeds btree maximum');
  expect(refused.groups).toEqual(before.groups);
  await untilPolls(polls.length + 2);
  expect(written(polls)).not.toEqual([]);
  await storedWithFailures([]);
});
