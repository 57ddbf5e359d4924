import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type AuditEntry,
  installContext,
  request,
  testAccess,
  testContext,
  testPrincipal,
  watched,
} from '#lib/api/testing.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { readIdentity } from '#lib/history/pin-cluster.ts';
import { readNow } from '#lib/history/read/now.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { until } from '#scripts/local/wait.ts';
import { Collector } from './collector.ts';

const NAME = 'accepted';
const TOPIC = 'accepted-orders';
/** The id of a cluster that is not the one the tests run on. */
const OTHER_ID = 'AnotherClusterAltogetherA';

let kafka: TestKafka;
let database: TestDatabase;
let clusterId: number;
const running: Collector[] = [];

beforeAll(async () => {
  [kafka, database] = await Promise.all([TestKafka.of(testBrokers()), createTestDatabase()]);
  clusterId = await registerCluster(database.db, NAME);
  await kafka.createTopic(TOPIC, [[kafka.brokerIds[0] ?? 1]]);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((collector) => collector.stop()));
});
afterAll(async () => {
  await kafka?.deleteTopics([TOPIC]);
  await kafka?.close();
  await database?.drop();
});

function start(): void {
  running.push(
    new Collector({
      cluster: testCluster(testBrokers(), { name: NAME, pollIntervalMs: 1_000, brokerDeadlineMs: 5_000 }),
      database: database.db,
      holder: 'test',
      patienceMs: 30_000,
      leaseMinTtlMs: 3_000,
      log: { info: () => {}, warn: () => {}, error: (fields, message) => console.error(message, fields) },
    }),
  );
}

async function decide(body: object, grants = [{ clusters: NAME, role: 'admin' as const }]) {
  const rows: AuditEntry[] = [];
  const access = testAccess(testPrincipal(grants, { ambient: false }), rows);
  installContext(testContext(database.db, database.url, { access, clusters: [watched(NAME)] }));
  const response = await request(`/api/v1/clusters/${NAME}/identity`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  return { status: response.status, body: await response.json(), rows };
}
const now = () => readNow(database.db, clusterId);
const untilNow = (what: string, holds: (now: NonNullable<Awaited<ReturnType<typeof readNow>>>) => boolean) =>
  until(
    async () => {
      const stored = await now();
      return stored && holds(stored) ? stored : undefined;
    },
    { what, timeoutMs: 30_000 },
  );
const kindsTold = async () => {
  const rows = await database.db.query(
    'select kind from event order by at, ordinal',
    [],
    z.object({ kind: z.string() }),
  );
  return rows.map(({ kind }) => kind);
};

test('another cluster under the name is read once an admin accepts it, from the next poll on, also after a restart', async () => {
  start();
  const first = await untilNow('a first poll', ({ topics }) => topics.length > 0);
  const realId = first.cluster.kafkaClusterId ?? '';
  expect(realId).not.toBe('');
  await Promise.all(running.splice(0).map((collector) => collector.stop()));

  // As if the name had led to another cluster until now, with brokers that this one does not have.
  await database.db.execute('update cluster set kafka_cluster_id = $1 where id = $2', [OTHER_ID, clusterId]);
  await database.db.execute('update broker_now set broker_id = broker_id + 90 where cluster_id = $1', [clusterId]);
  start();
  await untilNow(
    'the foreign cluster to be noticed',
    ({ cluster }) => cluster.failures[0]?.code === 'CLUSTER_ID_CHANGED',
  );
  expect((await now())?.brokers.every(({ brokerId }) => brokerId > 90)).toBe(true);

  // Whoever does not say what is there, may not decide, or keeps waiting changes nothing.
  expect(await decide({ decision: 'accept', kafkaClusterId: 'YetAnother' })).toMatchObject({
    status: 409,
    body: { code: 'IDENTITY_CHANGED' },
  });
  const operator = [{ clusters: NAME, role: 'operator' as const }];
  expect((await decide({ decision: 'accept', kafkaClusterId: realId }, operator as never)).status).toBe(403);
  const kept = await decide({ decision: 'keep', kafkaClusterId: realId, reason: 'moved by mistake' });
  expect(kept).toMatchObject({ status: 200, body: { pinned: OTHER_ID, foreign: { id: realId } } });
  expect((await readIdentity(database.db, clusterId)).foreign?.kept).toEqual({
    by: testPrincipal().name,
    at: expect.any(String),
  });
  expect(kept.rows).toMatchObject([
    {
      subject: { action: 'cluster.identity', cluster: NAME, target: `keep ${realId}`, reason: 'moved by mistake' },
      change: { before: { pinned: OTHER_ID }, after: { pinned: OTHER_ID } },
    },
    { ended: { outcome: 'done' } },
  ]);
  expect((await now())?.cluster.kafkaClusterId).toBe(OTHER_ID);

  const accepted = await decide({ decision: 'accept', kafkaClusterId: realId });
  expect(accepted).toMatchObject({ status: 200, body: { pinned: realId, foreign: null } });
  const read = await untilNow(
    'the accepted cluster to be read',
    ({ cluster, topics }) => cluster.observedAtMs !== null && topics.some(({ topic }) => topic.name === TOPIC),
  );
  expect(read.cluster).toMatchObject({ kafkaClusterId: realId, failures: [] });
  expect(read.brokers.map(({ brokerId }) => brokerId)).toEqual(kafka.brokerIds);
  // It begins anew: what the other cluster had is not told as deleted, nor what this one has as created.
  expect(await kindsTold()).toEqual(['cluster-id-changed', 'cluster-id-kept', 'cluster-id-accepted']);

  await Promise.all(running.splice(0).map((collector) => collector.stop()));
  start();
  const pollId = (await now())?.cluster.pollId ?? 0;
  const restarted = await untilNow('a poll after the restart', ({ cluster }) => cluster.pollId > pollId);
  expect(restarted.cluster).toMatchObject({ kafkaClusterId: realId, failures: [] });
  expect(await decide({ decision: 'accept', kafkaClusterId: realId })).toMatchObject({ status: 409 });
});
