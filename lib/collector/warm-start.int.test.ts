import { Consumer } from '@platformatic/kafka';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acquireLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { readNow } from '#lib/history/read/now.ts';
import { createPollWriter, type PollWriter } from '#lib/history/writer.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { emptyMemory } from './memory.ts';
import { Poller } from './poller.ts';
import { warmMemory } from './warm-start.ts';

const TOPIC = 'warm-orders';
const GROUP = 'warm-payments';

let kafka: TestKafka;
let database: TestDatabase;
let writer: PollWriter;

beforeAll(async () => {
  [kafka, database] = await Promise.all([TestKafka.of(testBrokers()), createTestDatabase()]);
  const [a = 0, b = a] = kafka.brokerIds;
  await kafka.createTopic(TOPIC, [[a], [b]]);
  await kafka.append(a, TOPIC, 0, 100);
  await kafka.append(b, TOPIC, 1, 100);
  writer = await createPollWriter(database.db, 'warm');
});
afterAll(async () => {
  await kafka?.deleteGroups([GROUP]);
  await kafka?.deleteTopics([TOPIC]);
  await kafka?.close();
  await database?.drop();
});

/** The positions that one poll of a new process leaves, with what the store knew before it. */
async function pollAnew(warm: boolean) {
  const { clusterId } = writer;
  const lease = await acquireLease(database.db, { clusterId, holder: 'test', ttlMs: 600_000 });
  if (!lease) throw new Error('no lease');
  const windowMs = 60_000;
  const memory = warm
    ? await warmMemory(database.db, { clusterId, windowMs, nowMs: Date.now(), isReadCommitted: () => false })
    : emptyMemory();
  const cluster = testCluster(testBrokers(), { name: 'warm', brokerDeadlineMs: 5_000 });
  const poller = new Poller({ cluster, writer, memory, patienceMs: 30_000 });
  await poller.poll(Date.now(), lease, 0);
  await poller.close();
  const now = await readNow(database.db, clusterId);
  const group = now?.groups.find((one) => one.group === GROUP);
  return { state: group?.state, states: group?.states, known: group?.knownPartitions, total: group?.totalPartitions };
}

test('a partition without a commit of a group that has left is still one after a restart', async () => {
  const bootstrapBrokers = testBrokers().map(({ host, port }) => `${host}:${port}`);
  const consumer = new Consumer({ bootstrapBrokers, clientId: 'warm', groupId: GROUP });
  const stream = await consumer.consume({ topics: [TOPIC], mode: 'latest', autocommit: false });
  stream.on('error', () => undefined);
  await consumer.commit({ offsets: [{ topic: TOPIC, partition: 0, offset: 90n, leaderEpoch: -1 }] });
  const seen = { states: { ok: 1, 'no-commit': 1 }, known: 1, total: 2 };
  expect(await pollAnew(false)).toEqual({ state: 'Stable', ...seen });
  await consumer.close(true);
  expect(await pollAnew(true)).toEqual({ state: 'Empty', ...seen });
  expect(await pollAnew(true)).toEqual({ state: 'Empty', ...seen });
});

test('a group whose name the store writes differently is not taken for another one', async () => {
  const names = ['warm-nul\0', 'warm-nul\u{fffd}'];
  for (const name of names) await kafka.commit(name, TOPIC, [1n]);
  await pollAnew(true);
  const { clusterId } = writer;
  const options = { clusterId, windowMs: 60_000, nowMs: Date.now(), isReadCommitted: () => false };
  const { groups } = await warmMemory(database.db, options);
  expect([...groups.keys()].filter((name) => name.startsWith('warm-'))).toEqual([GROUP]);
  await kafka.deleteGroups(names);
});
