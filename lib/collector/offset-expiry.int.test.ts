import { afterAll, beforeAll, expect, test } from 'vitest';
import { acquireLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { createPollWriter } from '#lib/history/writer.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testCluster } from '#lib/kafka/testing.ts';
import { groupDetail } from '#lib/views/group-detail.ts';
import { type LocalKafka, startKafka } from '#scripts/local/kafka.ts';
import { type TemporaryFolder, temporaryFolder } from '#scripts/local/temporary-folder.ts';
import { until } from '#scripts/local/wait.ts';
import { emptyMemory } from './memory.ts';
import { Poller } from './poller.ts';
import { nextPoll } from './schedule.ts';
import { FLOW_RULES, testStorer } from './testing.ts';

/** On a broker that keeps offsets for the shortest time it can: a minute. */
const RETENTION_MS = 60_000;
const INTERVAL_MS = 1_000;
const TOPIC = 'orders';
/** Reads one partition on, and never comes back to the other. */
const HALF = 'half-left';
/** Is not heard of again. */
const GONE = 'gone';

let folder: TemporaryFolder;
let kafka: LocalKafka;
let client: TestKafka;
let database: TestDatabase;
let poller: Poller;
let clusterId: number;
/** When the offsets that expire were committed: before, and after. */
const committed = { fromMs: 0, toMs: 0 };
let moves = 0n;

beforeAll(async () => {
  folder = temporaryFolder('offset-expiry');
  const overrides = { 'offsets.retention.minutes': '1', 'offsets.retention.check.interval.ms': '500' };
  [kafka, database] = await Promise.all([
    startKafka({ dir: folder.path, brokers: 1, overrides }),
    createTestDatabase(),
  ]);
  const [broker] = kafka.brokers;
  if (!broker) throw new Error('started without a broker');
  const { id, host, port } = broker;
  client = new TestKafka(new Map([[id, { host, port }]]));
  await client.createTopic(TOPIC, [[id], [id]]);
  for (const partition of [0, 1]) await client.append(id, TOPIC, partition, 100);
  const cluster = testCluster([{ host, port }], {
    name: 'offset-expiry',
    pollIntervalMs: INTERVAL_MS,
    brokerDeadlineMs: 5_000,
  });
  const writer = await createPollWriter(database.db, cluster.name);
  clusterId = writer.clusterId;
  const lease = await acquireLease(database.db, { clusterId, holder: 'test', ttlMs: 600_000 });
  if (!lease) throw new Error('no lease');
  poller = new Poller({ cluster, storer: testStorer(writer, lease), memory: emptyMemory(), patienceMs: 4_000 });
}, 60_000);
afterAll(async () => {
  await poller?.close();
  await client?.close();
  await Promise.all([kafka?.stop(), database?.drop()]);
  folder?.remove();
}, 30_000);

/** What is shown after one more poll, and when that was. */
async function poll() {
  const atMs = (await nextPoll(INTERVAL_MS, new AbortController().signal)) ?? 0;
  await client.commit(HALF, TOPIC, [null, 10n + moves++]);
  const { error } = await poller.poll(atMs, 0);
  if (error) throw error;
  const settings = { readCommitted: false, flowRules: FLOW_RULES };
  const [half, gone] = await Promise.all(
    [HALF, GONE].map((name) => groupDetail(database.db, clusterId, name, settings)),
  );
  return { half, gone, atMs: Date.now() };
}

const partitionOf = (group: Awaited<ReturnType<typeof poll>>['half'], partition: number) =>
  group?.partitions.find((one) => one.partition === partition);

const expiryOf = (group: Awaited<ReturnType<typeof poll>>['half']) => {
  const notBefore = group?.loss?.offsetsExpireNotBefore;
  return notBefore == null ? null : Date.parse(notBefore);
};

test('offsets that expire are a position lost, not before it was said, and nothing deleted', async () => {
  for (const group of [HALF, GONE]) await client.commit(group, TOPIC, [40n, null]);
  await poll();
  committed.fromMs = Date.now();
  for (const group of [HALF, GONE]) await client.commit(group, TOPIC, [50n, null]);
  committed.toMs = Date.now();
  const told = await until(
    async () => {
      const { half, gone } = await poll();
      const [ofHalf, ofGone] = [expiryOf(half), expiryOf(gone)];
      return ofHalf === null || ofGone === null ? undefined : { ofHalf, ofGone, half };
    },
    { what: 'when offsets expire to be told', timeoutMs: 15_000 },
  );
  expect(partitionOf(told.half, 0)).toMatchObject({ state: 'ok', lag: '50' });
  // No later than the broker may do it, and earlier by no more than what a poll cannot see, and the second it is told to.
  for (const toldMs of [told.ofHalf, told.ofGone]) {
    expect(toldMs).toBeLessThanOrEqual(committed.toMs + RETENTION_MS);
    expect(toldMs).toBeGreaterThanOrEqual(committed.fromMs + RETENTION_MS - 2 * INTERVAL_MS - 1_000);
  }

  const seen = await until(
    async () => {
      const now = await poll();
      return partitionOf(now.half, 0)?.state === 'ok' ? undefined : now;
    },
    { what: 'the offsets to expire', timeoutMs: RETENTION_MS + 15_000 },
  );
  expect(seen.atMs).toBeGreaterThanOrEqual(Math.max(told.ofHalf, told.ofGone));
  expect(partitionOf(seen.half, 0)).toMatchObject({ state: 'expired', status: 'POSITION_LOST' });
  expect(partitionOf(seen.half, 0)?.loss.deletedUnread ?? null).toBeNull();
  expect(partitionOf(seen.half, 1)).toMatchObject({ state: 'ok' });
  expect(seen.half).toMatchObject({ status: 'POSITION_LOST' });
  expect(seen.half?.loss?.deletedUnread ?? '0').toBe('0');
  // With the last of its offsets Kafka deletes the group.
  await until(async () => ((await poll()).gone === null ? true : undefined), {
    what: 'the group without offsets to end',
    timeoutMs: 15_000,
  });
}, 110_000);
