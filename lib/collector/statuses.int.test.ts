import type { Consumer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import { acquireLease, type Lease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { readNow } from '#lib/history/read/now.ts';
import { readGroupStatus } from '#lib/history/read/statuses.ts';
import { createPollWriter, type PollWriter } from '#lib/history/writer.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { flowRulesOf } from '#lib/lag/flow-window.ts';
import { STATUS_RULES } from '#lib/lag/status/rules.ts';
import type { Status } from '#lib/lag/status/status.ts';
import { groupIdOf } from '#lib/views/history-ids.ts';
import { kafkaClient } from '#scripts/demo/kafka-client.ts';
import { type ClusterMemory, emptyMemory } from './memory.ts';
import { Poller } from './poller.ts';
import { nextPoll } from './schedule.ts';
import { statusRulesOf } from './status-rules.ts';
import { testStorer } from './testing.ts';
import { warmMemory } from './warm-start.ts';

/** Groups in each kind of trouble on the real cluster; deadlines are seconds. */
const INTERVAL_MS = 500;
const PATIENCE_MS = 1_500;
const ORDERS = 'statuses-orders';
const PURGED = 'statuses-purged';
const PER_POLL = 20;
const BEGIN = 1_000;
const SLOW_BEFORE_ALARM_MS = 3_600_000;

const CLUSTER: ClusterConfig = testCluster(testBrokers(), {
  name: 'statuses',
  pollIntervalMs: INTERVAL_MS,
  brokerDeadlineMs: 5_000,
  statusRules: { ...STATUS_RULES, stallAfterMs: 2_000, windowMs: 6_000, laggingFromMs: 1_000 },
  statusRulesOfGroups: [
    { groups: ['statuses-patient-*'], rules: { ...STATUS_RULES, stallAfterMs: SLOW_BEFORE_ALARM_MS } },
  ],
});

const EXPECTED: Record<string, Status> = {
  'statuses-healthy': 'OK',
  'statuses-stopped': 'STOPPED',
  'statuses-stalled': 'STALLED',
  'statuses-rewound': 'REWOUND',
  'statuses-never': 'NEVER_COMMITTED',
  'statuses-lost': 'LOST',
  'statuses-patient-stopped': 'OK',
};
const GROUPS = Object.keys(EXPECTED);

let kafka: TestKafka;
let database: TestDatabase;
let writer: PollWriter;
let lease: Lease;
let poller: Poller;
const consumers: Consumer[] = [];
const courses = new Map<string, (string | null)[]>(GROUPS.map((group) => [group, []]));
let polled = 0;

beforeAll(async () => {
  [kafka, database] = await Promise.all([TestKafka.of(testBrokers()), createTestDatabase()]);
  const [leader = 0] = kafka.brokerIds;
  await kafka.createTopic(ORDERS, [[leader]]);
  await kafka.createTopic(PURGED, [[leader]]);
  await kafka.append(leader, ORDERS, 0, BEGIN);
  await kafka.append(leader, PURGED, 0, 100);
  writer = await createPollWriter(database.db, CLUSTER.name);
  const taken = await acquireLease(database.db, { clusterId: writer.clusterId, holder: 'test', ttlMs: 600_000 });
  if (!taken) throw new Error('no lease');
  lease = taken;
  poller = pollerWith(emptyMemory());
  const brokers = testBrokers().map(({ host, port }) => `${host}:${port}`);
  const client = kafkaClient(brokers, 'statuses');
  for (const groupId of ['statuses-stalled', 'statuses-never']) {
    const consumer = client.consumer({ groupId });
    consumers.push(consumer);
    await consumer.connect();
    await consumer.subscribe({ topic: ORDERS });
    const joined = new Promise((resolve) => consumer.on('consumer.group_join', resolve));
    await consumer.run({ autoCommit: false, eachMessage: async () => undefined });
    await joined;
    if (groupId === 'statuses-stalled')
      await consumer.commitOffsets([{ topic: ORDERS, partition: 0, offset: String(BEGIN) }]);
  }
}, 60_000);

afterAll(async () => {
  await poller?.close();
  await Promise.all(consumers.map((consumer) => consumer.disconnect()));
  await kafka?.deleteGroups(GROUPS);
  await kafka?.deleteTopics([ORDERS, PURGED]);
  await kafka?.close();
  await database?.drop();
});

const pollerWith = (memory: ClusterMemory): Poller =>
  new Poller({ cluster: CLUSTER, storer: testStorer(writer, lease), memory, patienceMs: PATIENCE_MS });

/** Produces, commits what the stories commit, and polls. */
async function step(): Promise<void> {
  const [leader = 0] = kafka.brokerIds;
  await kafka.append(leader, ORDERS, 0, PER_POLL);
  polled++;
  const end = BEGIN + polled * PER_POLL;
  await kafka.commit('statuses-healthy', ORDERS, [BigInt(end)]);
  const stands = BigInt(Math.min(end, BEGIN + 4 * PER_POLL));
  await kafka.commit('statuses-stopped', ORDERS, [stands]);
  await kafka.commit('statuses-patient-stopped', ORDERS, [stands]);
  await kafka.commit('statuses-rewound', ORDERS, [BigInt(polled < 5 ? end : end - 900)]);
  if (polled === 1) await kafka.commit('statuses-lost', PURGED, [4n]);
  if (polled === 5) await kafka.deleteRecords(leader, PURGED, 0, 10n);
  const atMs = (await nextPoll(INTERVAL_MS, new AbortController().signal)) ?? 0;
  const { error } = await poller.poll(atMs, 0);
  if (error) throw error;
  const now = await readNow(database.db, writer.clusterId);
  for (const [group, course] of courses) {
    const status = now?.groups.find((one) => one.group === group)?.status ?? null;
    if (course.at(-1) !== status) course.push(status);
  }
}

const hasCome = (group: string): boolean => courses.get(group)?.includes(EXPECTED[group] ?? null) ?? false;

describe('groups on a real cluster', () => {
  test('come to the status of their story, and to no other on the way', async () => {
    const deadline = Date.now() + 40_000;
    while (Date.now() < deadline && !GROUPS.every(hasCome)) await step();
    for (const [group, course] of courses) {
      const expected = EXPECTED[group] ?? null;
      const told = course.filter((status) => status !== null && status !== 'OK');
      expect(told.slice(0, 1), group).toEqual(expected === 'OK' ? [] : [expected]);
    }
  }, 60_000);

  test('a rewind is told for a window at most', async () => {
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline && courses.get('statuses-rewound')?.at(-1) === 'REWOUND') await step();
    expect(courses.get('statuses-rewound')?.at(-1)).not.toBe('REWOUND');
  }, 60_000);

  test('the course is kept', async () => {
    const groupId = (await groupIdOf(database.db, writer.clusterId, 'statuses-stopped')) ?? -1;
    const toMs = Date.now();
    const spans = await readGroupStatus(database.db, { groupId, fromMs: toMs - 3_600_000, toMs });
    expect(spans.map(({ status }) => status)).toEqual([null, 'OK', 'STOPPED']);
  });

  test('a restart keeps each status, and since when', async () => {
    const before = await readNow(database.db, writer.clusterId);
    await poller.close();
    const memory = await warmMemory(database.db, {
      clusterId: writer.clusterId,
      windowMs: 60_000,
      nowMs: Date.now(),
      flowRules: flowRulesOf(CLUSTER, PATIENCE_MS),
      isReadCommitted: () => false,
      statusRules: statusRulesOf(CLUSTER),
    });
    poller = pollerWith(memory);
    await step();
    const after = await readNow(database.db, writer.clusterId);
    const told = (now: typeof after) =>
      now?.groups
        .filter(({ group }) => GROUPS.includes(group) && group !== 'statuses-rewound')
        .map(({ group, status, statusSinceMs }) => [group, status, statusSinceMs]);
    expect(told(after)).toEqual(told(before));
  });
});
