import { afterAll, beforeAll, expect, test } from 'vitest';
import { acquireLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { createPollWriter, type PollWriter } from '#lib/history/writer.ts';
import { type GuardedKafka, startGuardedKafka } from '#lib/kafka/fixtures/guarded-kafka.ts';
import { testCluster } from '#lib/kafka/testing.ts';
import { groupDetail } from '#lib/views/group-detail.ts';
import { emptyMemory } from './memory.ts';
import { Poller } from './poller.ts';
import { nextPoll } from './schedule.ts';
import { FLOW_RULES, testStorer } from './testing.ts';

/** Retention overtakes a group that stopped, on a real topic, segment by segment. */
const BROKER = 1;
const TOPIC = 'overtaken-orders';
const GROUP = 'overtaken-payments';
const INTERVAL_MS = 500;
const CHECK_MS = 1_000;
const SEGMENT_MS = 10_000;
const RETENTION_MS = 10_000;
const COMMITTED = 3n;
const DELETIONS = 2;

let kafka: GuardedKafka;
let database: TestDatabase;
let writer: PollWriter;
let poller: Poller;

beforeAll(async () => {
  [kafka, database] = await Promise.all([
    startGuardedKafka({ 'log.retention.check.interval.ms': String(CHECK_MS), 'log.initial.task.delay.ms': '500' }),
    createTestDatabase(),
  ]);
  await kafka.client.createTopic(TOPIC, [[BROKER]], {
    'segment.ms': String(SEGMENT_MS),
    'retention.ms': String(RETENTION_MS),
  });
  const cluster = testCluster([kafka.address], {
    name: 'loss',
    pollIntervalMs: INTERVAL_MS,
    brokerDeadlineMs: 5_000,
    slowBeatMs: 1_000,
  });
  writer = await createPollWriter(database.db, cluster.name);
  const lease = await acquireLease(database.db, { clusterId: writer.clusterId, holder: 'test', ttlMs: 600_000 });
  if (!lease) throw new Error('no lease');
  poller = new Poller({ cluster, storer: testStorer(writer, lease), memory: emptyMemory(), patienceMs: 4_000 });
});
afterAll(async () => {
  await poller?.close();
  await kafka?.stop();
  await database?.drop();
});

interface Told {
  atMs: number;
  logStart: bigint;
  /** Of the group, and of its partition. */
  notBeforeMs: number[];
  deletedUnread: bigint;
  deletedOfPartition: bigint;
  status: string | null;
}

async function pollOnce(): Promise<Told> {
  await kafka.client.append(BROKER, TOPIC, 0, 2);
  const atMs = (await nextPoll(INTERVAL_MS, new AbortController().signal)) ?? 0;
  const { error } = await poller.poll(atMs, 0);
  if (error) throw error;
  const settings = { readCommitted: false, flowRules: FLOW_RULES };
  const detail = await groupDetail(database.db, writer.clusterId, GROUP, settings);
  const [partition] = detail?.partitions ?? [];
  if (!detail || !partition) throw new Error(`${GROUP} is not there`);
  const bounds = [detail.loss?.notBefore, partition.loss.notBefore];
  return {
    atMs: Date.now(),
    logStart: BigInt(partition.logStart ?? 0),
    notBeforeMs: bounds.flatMap((bound) => (bound ? [Date.parse(bound)] : [])),
    deletedUnread: BigInt(detail.loss?.deletedUnread ?? 0),
    deletedOfPartition: BigInt(partition.loss.deletedUnread ?? 0),
    status: detail.status,
  };
}

test('nothing is deleted before the instant that was told, and it is soon after; what is gone is counted', async () => {
  await kafka.client.append(BROKER, TOPIC, 0, 10);
  await kafka.client.commit(GROUP, TOPIC, [COMMITTED]);
  const polls = [await pollOnce()];
  const deletions: { before: Told; after: Told; told: Told[] }[] = [];
  let since = 0;
  while (deletions.length < DELETIONS) {
    const before = polls.at(-1);
    const after = await pollOnce();
    polls.push(after);
    if (before && after.logStart > before.logStart) {
      deletions.push({ before, after, told: polls.slice(since, -1) });
      since = polls.length - 1;
    }
  }
  for (const { before, after, told } of deletions) {
    const bounds = told.flatMap(({ notBeforeMs }) => notBeforeMs);
    expect(bounds.length).toBeGreaterThan(told.length);
    // Kafka deleted it between these two polls.
    expect(Math.max(...bounds)).toBeLessThanOrEqual(before.atMs);
    expect(Math.min(...bounds)).toBeGreaterThan(after.atMs - SEGMENT_MS - CHECK_MS - 4 * INTERVAL_MS);
    expect(after.deletedUnread).toBe(after.logStart - COMMITTED);
    expect(after.deletedOfPartition).toBe(after.logStart - COMMITTED);
    expect(after.status).toBe('LOST');
  }
}, 60_000);
