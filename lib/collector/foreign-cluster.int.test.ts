import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { acquireLease, type Lease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { readNow } from '#lib/history/read/now.ts';
import { createPollWriter, type PollWriter } from '#lib/history/writer.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { STATUS_RULES } from '#lib/lag/status/rules.ts';
import { emptyMemory } from './memory.ts';
import { Poller } from './poller.ts';
import { FLOW_RULES, testStorer } from './testing.ts';
import { warmMemory } from './warm-start.ts';

const TOPIC = 'foreign-orders';
/** The id of a cluster that is not the one the tests run on. */
const OTHER_ID = 'AnotherClusterAltogetherA';
let kafka: TestKafka;
let database: TestDatabase;
let writer: PollWriter;
let lease: Lease;

beforeAll(async () => {
  [kafka, database] = await Promise.all([TestKafka.of(testBrokers()), createTestDatabase()]);
  await kafka.createTopic(TOPIC, [[kafka.brokerIds[0] ?? 1]]);
  writer = await createPollWriter(database.db, 'foreign');
  const taken = await acquireLease(database.db, { clusterId: writer.clusterId, holder: 'test', ttlMs: 600_000 });
  if (!taken) throw new Error('no lease');
  lease = taken;
});
afterAll(async () => {
  await kafka?.deleteTopics([TOPIC]);
  await kafka?.close();
  await database?.drop();
});

const cluster = testCluster(testBrokers(), { name: 'foreign', brokerDeadlineMs: 10_000 });
const countOf = async (table: string) => {
  const [row] = await database.db.query(
    `select count(*)::int as count from ${table}`,
    [],
    z.object({ count: z.int() }),
  );
  return row?.count;
};
const kindsTold = async () => {
  const rows = await database.db.query(
    `select kind from event where kind like 'cluster-id-%' order by at`,
    [],
    z.object({ kind: z.string() }),
  );
  return rows.map(({ kind }) => kind);
};

test('another cluster under the name is not read, and the right one is when it is back', async () => {
  const memory = emptyMemory();
  const poller = new Poller({ cluster, storer: testStorer(writer, lease), memory, patienceMs: 30_000 });
  let atMs = Date.now();
  const poll = async (of = poller) => {
    atMs += 1_000;
    expect((await of.poll(atMs, 0)).error).toBeNull();
    return readNow(database.db, writer.clusterId);
  };
  const first = await poll();
  const rightId = first?.cluster.kafkaClusterId;
  expect(rightId).toBeTruthy();
  expect(await countOf('poll')).toBe(1);

  // As if the name had led to another cluster before: for that one, the cluster of the tests is the wrong one.
  memory.kafkaClusterId = OTHER_ID;
  const foreign = await poll();
  expect(foreign?.cluster).toMatchObject({ observedAtMs: first?.cluster.observedAtMs, scheduledAtMs: atMs });
  expect(foreign?.cluster.failures).toMatchObject([
    { code: 'CLUSTER_ID_CHANGED', message: expect.stringContaining(`from ${OTHER_ID} to ${rightId}`) },
  ]);
  const others = (now: typeof first) => ({ ...now, cluster: null, timeLags: now?.timeLags?.atMs });
  expect(others(foreign)).toEqual(others(first));
  expect(await countOf('poll')).toBe(1);

  // A restart in between tells it no second time, and does not take the new id for the right one.
  const pinned = await database.db.execute('update cluster set kafka_cluster_id = $1', [OTHER_ID]);
  expect(pinned).toBe(1);
  const nowMs = Date.now();
  const restarted = await warmMemory(database.db, {
    clusterId: writer.clusterId,
    windowMs: 60_000,
    nowMs,
    flowRules: FLOW_RULES,
    isReadCommitted: () => false,
    statusRules: () => STATUS_RULES,
  });
  const second = new Poller({ cluster, storer: testStorer(writer, lease), memory: restarted, patienceMs: 30_000 });
  expect((await poll(second))?.cluster).toMatchObject({
    kafkaClusterId: OTHER_ID,
    failures: [{ code: 'CLUSTER_ID_CHANGED' }],
  });
  await second.close();
  expect(await kindsTold()).toEqual(['cluster-id-changed']);

  memory.kafkaClusterId = rightId ?? null;
  const back = await poll();
  expect(back?.cluster.failures).toEqual([]);
  expect(back?.cluster.observedAtMs).toBeGreaterThan(first?.cluster.observedAtMs ?? 0);
  expect(await countOf('poll')).toBe(2);
  expect(await kindsTold()).toEqual(['cluster-id-changed', 'cluster-id-restored']);
  await poller.close();
});
