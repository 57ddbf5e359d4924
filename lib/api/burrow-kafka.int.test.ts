import type { Consumer } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyMemory } from '#lib/collector/memory.ts';
import { Poller } from '#lib/collector/poller.ts';
import { nextPoll } from '#lib/collector/schedule.ts';
import { testStorer } from '#lib/collector/testing.ts';
import { acquireLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { createPollWriter } from '#lib/history/writer.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { kafkaClient } from '#scripts/demo/kafka-client.ts';
import { groupSlug } from './group-slug.ts';
import { installContext, request, testContext, watched } from './testing.ts';

/** Groups on a real Kafka, polled twice a second, and what is said of them below /v3/kafka. A window is four polls. */
const TOPIC = 'burrow-orders';
const INTERVAL_MS = 500;
const INTERVALS = 4;
const PRODUCED_AT_ONCE = 50;
const BACKLOG = 10_000;
const CLUSTER = testCluster(testBrokers(), { name: 'burrow', pollIntervalMs: INTERVAL_MS, brokerDeadlineMs: 5_000 });

const CAUGHT_UP = 'burrow-caught-up';
const BEHIND = 'burrow-behind';
const STUCK = 'burrow-stuck';
const STOPPED = 'burrow-stopped';
const REWOUND = 'burrow-rewound';
const ODD = 'burrow a/b 🙂';
const GROUPS = [CAUGHT_UP, BEHIND, STUCK, STOPPED, REWOUND, ODD];

let kafka: TestKafka;
let database: TestDatabase;
let poller: Poller;
let produced = BACKLOG;
let polls = 0;
const members = new Map<string, Consumer>();

beforeAll(async () => {
  [kafka, database] = await Promise.all([TestKafka.of(testBrokers()), createTestDatabase()]);
  const [leader = 0] = kafka.brokerIds;
  await kafka.createTopic(TOPIC, [[leader]]);
  await kafka.append(leader, TOPIC, 0, BACKLOG);
  await Promise.all([CAUGHT_UP, BEHIND, STUCK, STOPPED].map(join));
  const writer = await createPollWriter(database.db, CLUSTER.name);
  const lease = await acquireLease(database.db, { clusterId: writer.clusterId, holder: 'test', ttlMs: 600_000 });
  if (lease === null) throw new Error('no lease');
  poller = new Poller({ cluster: CLUSTER, storer: testStorer(writer, lease), memory: emptyMemory(), patienceMs: 0 });
  const context = testContext(database.db, database.url, { clusters: [watched(CLUSTER.name)] });
  installContext({ ...context, burrow: { ...context.burrow, intervals: INTERVALS } });
}, 60_000);
afterAll(async () => {
  await poller?.close();
  await Promise.all(Array.from(members.values(), (member) => member.disconnect()));
  await kafka?.deleteGroups(GROUPS);
  await kafka?.deleteTopics([TOPIC]);
  await kafka?.close();
  await database?.drop();
});

/** A member of a group of its own, which commits what the test says. */
async function join(groupId: string): Promise<void> {
  const client = kafkaClient(
    testBrokers().map(({ host, port }) => `${host}:${port}`),
    groupId,
  );
  const member = client.consumer({ groupId });
  members.set(groupId, member);
  await member.connect();
  await member.subscribe({ topic: TOPIC });
  const joined = new Promise((resolve) => member.on('consumer.group_join', resolve));
  await member.run({ autoCommit: false, eachMessage: async () => undefined });
  await joined;
}

const commitAsMember = (group: string, offset: number) =>
  members.get(group)?.commitOffsets([{ topic: TOPIC, partition: 0, offset: String(offset) }]);

async function produce(): Promise<void> {
  const [leader = 0] = kafka.brokerIds;
  await kafka.append(leader, TOPIC, 0, PRODUCED_AT_ONCE);
  produced += PRODUCED_AT_ONCE;
}

/** What the groups do before each poll, by how many there were. */
async function act(): Promise<void> {
  await produce();
  await commitAsMember(CAUGHT_UP, produced);
  await commitAsMember(BEHIND, polls * 10);
  if (polls === 0) await commitAsMember(STUCK, 7);
  await commitAsMember(STOPPED, polls * 60);
  await kafka.commit(ODD, TOPIC, [BigInt(produced)]);
  await kafka.commit(REWOUND, TOPIC, [BigInt(5_000 + polls)]);
}

async function poll(count: number, before: (left: number) => Promise<void>): Promise<void> {
  for (let left = count; left > 0; left--) {
    const atMs = (await nextPoll(INTERVAL_MS, new AbortController().signal)) ?? 0;
    await before(left);
    const { error } = await poller.poll(atMs, 0);
    if (error) throw error;
    polls++;
  }
}

async function verdictOn(group: string) {
  const path = `/v3/kafka/${CLUSTER.name}/consumer/${encodeURIComponent(groupSlug(group))}/lag`;
  const answer = await (await request(path)).json();
  expect(answer).toMatchObject({ error: false, status: { group } });
  const [partition] = answer.status.partitions;
  return [answer.status.status, partition.status, partition.complete];
}

test('groups that live', async () => {
  await poll(INTERVALS + 2, act);
  expect(await verdictOn(CAUGHT_UP)).toEqual(['OK', 'OK', 1]);
  expect(await verdictOn(ODD)).toEqual(['OK', 'OK', 1]);
  // It commits, and falls behind all the while.
  expect(await verdictOn(BEHIND)).toEqual(['WARN', 'WARN', 1]);
  // It is a member, and its offset stands.
  expect(await verdictOn(STUCK)).toEqual(['ERR', 'STALL', 1]);
  // It makes up what it is behind.
  expect(await verdictOn(STOPPED)).toEqual(['OK', 'OK', 1]);
});

test('a group whose member left, one that was set back, and those that live as before', async () => {
  await members.get(STOPPED)?.disconnect();
  members.delete(STOPPED);
  await poll(INTERVALS + 1, async (left) => {
    await produce();
    await commitAsMember(CAUGHT_UP, produced);
    await kafka.commit(REWOUND, TOPIC, [BigInt((left > 2 ? 5_000 : 100) + polls)]);
  });
  expect(await verdictOn(REWOUND)).toEqual(['ERR', 'REWIND', 1]);
  expect(await verdictOn(STOPPED)).toEqual(['ERR', 'STOP', 1]);
  expect(await verdictOn(CAUGHT_UP)).toEqual(['OK', 'OK', 1]);
  expect(await verdictOn(STUCK)).toEqual(['ERR', 'STALL', 1]);
});
