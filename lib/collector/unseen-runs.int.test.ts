import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { acquireLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { groupKey } from '#lib/history/event-store.ts';
import { createPollWriter } from '#lib/history/writer.ts';
import { joinGroup } from '#lib/kafka/fixtures/contract-content.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { emptyMemory } from './memory.ts';
import { Poller } from './poller.ts';
import { testStorer } from './testing.ts';

const TOPIC = `unseen-runs-${randomUUID()}`;
const GROUPS = { consumer: `${TOPIC}-consumer`, classic: `${TOPIC}-classic` } as const;
const BOOTSTRAP = testBrokers().map(({ host, port }) => `${host}:${port}`);

let kafka: TestKafka;
let database: TestDatabase;
let poller: Poller;

beforeAll(async () => {
  [kafka, database] = await Promise.all([TestKafka.of(testBrokers()), createTestDatabase()]);
  const [leader = 0] = kafka.brokerIds;
  await kafka.createTopic(TOPIC, [[leader]]);
  await kafka.append(leader, TOPIC, 0, 100);
  const writer = await createPollWriter(database.db, 'unseen');
  const lease = await acquireLease(database.db, { clusterId: writer.clusterId, holder: 'test', ttlMs: 600_000 });
  if (!lease) throw new Error('no lease');
  const cluster = testCluster(testBrokers(), { name: 'unseen', brokerDeadlineMs: 5_000 });
  poller = new Poller({ cluster, storer: testStorer(writer, lease), memory: emptyMemory(), patienceMs: 30_000 });
});
afterAll(async () => {
  await poller?.close();
  await kafka?.deleteGroups(Object.values(GROUPS));
  await kafka?.deleteTopics([TOPIC]);
  await kafka?.close();
  await database?.drop();
});

async function offsetEventsAfterPoll(group: string): Promise<string[]> {
  await poller.poll(Date.now(), 0);
  const events = await database.db.query(
    `select kind from event where subjects @> array[$1] and kind like 'offsets-%' order by at`,
    [groupKey(group)],
    z.object({ kind: z.string() }),
  );
  return events.map(({ kind }) => kind);
}

test.each([
  { protocol: 'consumer', ran: [], reset: ['offsets-jumped'] },
  { protocol: 'classic', ran: ['offsets-moved-unseen'], reset: ['offsets-moved-unseen', 'offsets-moved-unseen'] },
] as const)('a run of a $protocol group between two polls is no reset', async ({ protocol, ran, reset }) => {
  const group = GROUPS[protocol];
  const run = () => joinGroup(BOOTSTRAP, { group, protocol, topics: [TOPIC] });
  const first = await run();
  expect(await offsetEventsAfterPoll(group)).toEqual([]);
  await first.close(true);
  await kafka.commit(group, TOPIC, [1n]);
  expect(await offsetEventsAfterPoll(group)).not.toContain('offsets-jumped');
  const before = await offsetEventsAfterPoll(group);
  const second = await run();
  await second.close(true);
  expect(await offsetEventsAfterPoll(group)).toEqual([...before, ...ran]);
  await kafka.commit(group, TOPIC, [90n]);
  expect(await offsetEventsAfterPoll(group)).toEqual([...before, ...reset]);
});
