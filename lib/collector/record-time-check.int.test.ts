import { CompressionTypes, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acquireLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { createPollWriter, type PollWriter } from '#lib/history/writer.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { groupDetail } from '#lib/views/group-detail.ts';
import { kafkaClient } from '#scripts/demo/kafka-client.ts';
import { emptyMemory } from './memory.ts';
import { Poller } from './poller.ts';
import { nextPoll } from './schedule.ts';
import { FLOW_RULES, testStorer } from './testing.ts';

/** Records with timestamps of our own that were there long before anybody polled: only the log knows how old they are. */
const INTERVAL_MS = 500;
const HOUR_MS = 3_600_000;
const GROUP = 'record-times-reader';
const CREATED = 'record-times-created';
const APPENDED = 'record-times-appended';
const CLUSTER = testCluster(testBrokers(), {
  name: 'record-times',
  pollIntervalMs: INTERVAL_MS,
  brokerDeadlineMs: 5_000,
});

const PLAIN = 0;
const PACKED = 1;
const AFTER_MARKER = 2;
const FUTURE = 3;
const NEVER_SET = 4;

let kafka: TestKafka;
let database: TestDatabase;
let writer: PollWriter;
let poller: Poller;
let startedAtMs: number;

beforeAll(async () => {
  [kafka, database] = await Promise.all([TestKafka.of(testBrokers()), createTestDatabase()]);
  const [leader = 0] = kafka.brokerIds;
  // Retention goes by these timestamps: it would delete what claims to be of 1970.
  await kafka.createTopic(CREATED, Array(5).fill([leader]), { 'retention.ms': '-1' });
  await kafka.createTopic(APPENDED, [[leader]], { 'message.timestamp.type': 'LogAppendTime' });
  await produce();
  await kafka.commit(GROUP, CREATED, [40n, 40n, 1n, 0n, 0n]);
  await kafka.commit(GROUP, APPENDED, [5n]);
  writer = await createPollWriter(database.db, CLUSTER.name);
  const lease = await acquireLease(database.db, { clusterId: writer.clusterId, holder: 'test', ttlMs: 600_000 });
  if (!lease) throw new Error('no lease');
  poller = new Poller({
    cluster: CLUSTER,
    storer: testStorer(writer, lease),
    memory: emptyMemory(),
    patienceMs: 4_000,
  });
});
afterAll(async () => {
  await poller?.close();
  await kafka?.deleteGroups([GROUP]);
  await kafka?.deleteTopics([CREATED, APPENDED]);
  await kafka?.close();
  await database?.drop();
});

/** Record n of the plain and the packed partition is of n minutes after the first, which is 3 hours old. */
const minute = (n: number) => startedAtMs - 3 * HOUR_MS + n * 60_000;

async function produce(): Promise<void> {
  startedAtMs = Date.now();
  const client = kafkaClient(
    testBrokers().map(({ host, port }) => `${host}:${port}`),
    'record-times',
  );
  const createPartitioner = Partitioners.DefaultPartitioner;
  const producer = client.producer({ createPartitioner });
  const transactional = client.producer({
    createPartitioner,
    transactionalId: 'record-times',
    idempotent: true,
    maxInFlightRequests: 1,
  });
  const message = (partition: number, timestampMs: number) => ({
    partition,
    value: 'x'.repeat(100),
    timestamp: String(timestampMs),
  });
  const minutes = (partition: number) => Array.from({ length: 100 }, (_, n) => message(partition, minute(n)));
  await Promise.all([producer.connect(), transactional.connect()]);
  await producer.send({ topic: CREATED, messages: minutes(PLAIN) });
  await producer.send({ topic: CREATED, messages: minutes(PACKED), compression: CompressionTypes.GZIP });
  const transaction = await transactional.transaction();
  await transaction.send({ topic: CREATED, messages: [message(AFTER_MARKER, minute(0))] });
  await transaction.commit();
  await producer.send({ topic: CREATED, messages: [message(AFTER_MARKER, minute(7))] });
  await producer.send({ topic: CREATED, messages: [message(FUTURE, startedAtMs + HOUR_MS / 2)] });
  await producer.send({ topic: CREATED, messages: [message(NEVER_SET, 0)] });
  await producer.send({ topic: APPENDED, messages: Array.from({ length: 10 }, () => message(0, minute(0))) });
  await Promise.all([producer.disconnect(), transactional.disconnect()]);
}

async function partitions() {
  const settings = { readCommitted: false, flowRules: FLOW_RULES };
  const detail = await groupDetail(database.db, writer.clusterId, GROUP, settings);
  return new Map(detail?.partitions.map((one) => [`${one.topic} ${one.partition}`, one.timeLag]));
}

test('each record by its own time, and none by a time that cannot be', async () => {
  let pollStartedAtMs = 0;
  for (let polls = 0; polls < 6; polls++) {
    const atMs = (await nextPoll(INTERVAL_MS, new AbortController().signal)) ?? 0;
    pollStartedAtMs = Date.now();
    expect((await poller.poll(atMs, 0)).error).toBeNull();
  }
  const told = await partitions();
  const ageOf = (place: string) => {
    const { seconds, quality } = told.get(place) ?? { seconds: null, quality: 'unknown' };
    return { quality, off: Math.round((seconds ?? Number.NaN) - (pollStartedAtMs - minute(0)) / 1000) };
  };
  const near = (minutes: number) => ({ quality: 'record-time', off: -60 * minutes });
  expect(ageOf(`${CREATED} ${PLAIN}`)).toEqual(near(40));
  expect(ageOf(`${CREATED} ${PACKED}`)).toEqual(near(40));
  expect(ageOf(`${CREATED} ${AFTER_MARKER}`)).toEqual(near(7));
  const bounds = [FUTURE, NEVER_SET].map((partition) => told.get(`${CREATED} ${partition}`));
  for (const bound of bounds) {
    expect(bound?.quality).toBe('at-least');
    expect(bound?.seconds).toBeLessThan(60);
  }
  const appended = told.get(`${APPENDED} 0`);
  expect(appended?.quality).toBe('record-time');
  expect(appended?.seconds).toBeLessThan(60);
});
