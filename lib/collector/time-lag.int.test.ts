import { afterAll, beforeAll, expect, test } from 'vitest';
import { acquireLease, type Lease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { createPollWriter, type PollWriter } from '#lib/history/writer.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { flowRulesOf } from '#lib/lag/flow-window.ts';
import { STATUS_RULES } from '#lib/lag/status/rules.ts';
import { groupDetail } from '#lib/views/group-detail.ts';
import { type ClusterMemory, emptyMemory } from './memory.ts';
import { Poller } from './poller.ts';
import { nextPoll } from './schedule.ts';
import { testStorer } from './testing.ts';
import { warmMemory } from './warm-start.ts';

/** Records whose time is known, on the real cluster, and a group that reads them faster, slower or not at all. */
const TOPIC = 'time-lag-orders';
const GROUP = 'time-lag-payments';
const INTERVAL_MS = 500;
const PATIENCE_MS = 4_000;
const CLUSTER = testCluster(testBrokers(), {
  name: 'time-lag',
  pollIntervalMs: INTERVAL_MS,
  brokerDeadlineMs: 5_000,
  // What polls alone tell.
  recordTimesPerPoll: 0,
});
const FLOW_RULES = flowRulesOf(CLUSTER, PATIENCE_MS);
const BATCH = 50;

let kafka: TestKafka;
let database: TestDatabase;
let writer: PollWriter;
let lease: Lease;
let poller: Poller;
/** When each batch was appended: record n is of batch n / BATCH. */
const appendedAtMs: number[] = [];
let committed = 0;
let polledAtMs = 0;

function pollerWith(memory: ClusterMemory): Poller {
  return new Poller({ cluster: CLUSTER, storer: testStorer(writer, lease), memory, patienceMs: PATIENCE_MS });
}

beforeAll(async () => {
  [kafka, database] = await Promise.all([TestKafka.of(testBrokers()), createTestDatabase()]);
  const [leader = 0] = kafka.brokerIds;
  await kafka.createTopic(TOPIC, [[leader]]);
  writer = await createPollWriter(database.db, CLUSTER.name);
  const taken = await acquireLease(database.db, { clusterId: writer.clusterId, holder: 'test', ttlMs: 600_000 });
  if (!taken) throw new Error('no lease');
  lease = taken;
  poller = pollerWith(emptyMemory());
});
afterAll(async () => {
  await poller?.close();
  await kafka?.deleteGroups([GROUP]);
  await kafka?.deleteTopics([TOPIC]);
  await kafka?.close();
  await database?.drop();
});

/** After each of so many polls one batch is appended, before the next so many are read. */
async function poll(polls: number, { produce, consume }: { produce: boolean; consume: number }): Promise<void> {
  const [leader = 0] = kafka.brokerIds;
  for (let count = 0; count < polls; count++) {
    if (produce) {
      await kafka.append(leader, TOPIC, 0, BATCH);
      appendedAtMs.push(Date.now());
    }
    const atMs = (await nextPoll(INTERVAL_MS, new AbortController().signal)) ?? 0;
    committed = Math.min(appendedAtMs.length * BATCH, committed + consume * BATCH);
    await kafka.commit(GROUP, TOPIC, [BigInt(committed)]);
    polledAtMs = Date.now();
    const { error } = await poller.poll(atMs, 0);
    if (error) throw error;
  }
}

async function shown() {
  const settings = { readCommitted: false, flowRules: FLOW_RULES };
  const detail = await groupDetail(database.db, writer.clusterId, GROUP, settings);
  const [partition] = detail?.partitions ?? [];
  if (!detail || !partition) throw new Error(`${GROUP} is not there`);
  expect(partition.timeLag).toEqual(detail.timeLag);
  return detail.timeLag;
}

/** Within one poll interval of how long ago the next record was appended. */
async function expectTruth(): Promise<void> {
  const { seconds, quality } = await shown();
  const trueMs = polledAtMs - (appendedAtMs[Math.floor(committed / BATCH)] ?? polledAtMs);
  expect(quality).toBe('interpolated');
  expect(Math.abs((seconds ?? Number.NaN) * 1000 - trueMs), `${seconds} s for ${trueMs} ms`).toBeLessThan(INTERVAL_MS);
}

test('a group that reads all is not behind', async () => {
  await poll(3, { produce: true, consume: 10 });
  expect(await shown()).toEqual({ seconds: 0, quality: 'exact' });
});

test('growing: half as fast as records come', async () => {
  await poll(12, { produce: true, consume: 0.5 });
  await expectTruth();
});

test('stopped, and nothing comes any more: it ages with the clock', async () => {
  await poll(2, { produce: false, consume: 0 });
  await expectTruth();
  const before = await shown();
  await poll(4, { produce: false, consume: 0 });
  await expectTruth();
  const after = await shown();
  expect((after.seconds ?? 0) - (before.seconds ?? 0)).toBeGreaterThan(1);
});

test('a restart forgets nothing, although no poll before it is read again', async () => {
  await poller.close();
  const { clusterId } = writer;
  const warm = {
    clusterId,
    windowMs: INTERVAL_MS,
    nowMs: Date.now(),
    flowRules: FLOW_RULES,
    isReadCommitted: () => false,
    statusRules: () => STATUS_RULES,
  };
  poller = pollerWith(await warmMemory(database.db, warm));
  await poll(2, { produce: true, consume: 0 });
  await expectTruth();
});

test('draining: what is older than the restart lies between what was known before and after it', async () => {
  await poll(2, { produce: true, consume: 2 });
  const { seconds } = await shown();
  const trueMs = polledAtMs - (appendedAtMs[Math.floor(committed / BATCH)] ?? polledAtMs);
  expect(Math.abs((seconds ?? Number.NaN) * 1000 - trueMs) / trueMs).toBeLessThan(0.35);
  await poll(6, { produce: true, consume: 4 });
  expect(await shown()).toEqual({ seconds: 0, quality: 'exact' });
});
