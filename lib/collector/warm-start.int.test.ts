import { Consumer } from '@platformatic/kafka';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { acquireLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { groupKey } from '#lib/history/event-store.ts';
import { readNow } from '#lib/history/read/now.ts';
import { createPollWriter, type PollWriter } from '#lib/history/writer.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { STATUS_RULES } from '#lib/lag/status/rules.ts';
import { until } from '#scripts/local/wait.ts';
import { emptyMemory } from './memory.ts';
import { Poller } from './poller.ts';
import { FLOW_RULES, testStorer } from './testing.ts';
import { warmMemory } from './warm-start.ts';

const TOPIC = 'warm-orders';
const GROUP = 'warm-payments';
const FAST_GROUP = 'fast-payments';
const LEFT_GROUP = 'left-payments';
const LEFT_TOPIC = 'left-orders';

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
  await kafka?.deleteGroups([GROUP, FAST_GROUP, LEFT_GROUP]);
  await kafka?.deleteTopics([TOPIC, LEFT_TOPIC]);
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
    ? await warmMemory(database.db, {
        clusterId,
        windowMs,
        nowMs: Date.now(),
        flowRules: FLOW_RULES,
        isReadCommitted: () => false,
        statusRules: () => STATUS_RULES,
      })
    : emptyMemory();
  const cluster = testCluster(testBrokers(), { name: 'warm', brokerDeadlineMs: 5_000 });
  const poller = new Poller({ cluster, storer: testStorer(writer, lease), memory, patienceMs: 30_000 });
  await poller.poll(Date.now(), 0);
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

test('after a restart a commit may fall as far as before it, and one that falls further was reset', async () => {
  const bootstrapBrokers = testBrokers().map(({ host, port }) => `${host}:${port}`);
  const consumer = new Consumer({ bootstrapBrokers, clientId: 'warm', groupId: FAST_GROUP });
  onTestFinished(() => consumer.close(true));
  const stream = await consumer.consume({ topics: [TOPIC], mode: 'latest', autocommit: false });
  stream.on('error', () => undefined);
  const [a = 0] = kafka.brokerIds;
  await kafka.append(a, TOPIC, 0, 5_000);
  const toldAfter = async (offset: bigint) => {
    await consumer.commit({ offsets: [{ topic: TOPIC, partition: 0, offset, leaderEpoch: -1 }] });
    await pollAnew(true);
    const kinds = await database.db.query(
      `select kind from event where subjects @> array[$1] and kind like 'offsets-%' order by at`,
      [groupKey(FAST_GROUP)],
      z.object({ kind: z.string() }),
    );
    return kinds.map(({ kind }) => kind);
  };
  for (const offset of [1_000n, 3_000n, 1_500n]) expect(await toldAfter(offset)).toEqual([]);
  expect(await toldAfter(1_600n)).toEqual([]);
  expect(await toldAfter(0n)).toEqual(['offsets-rewound']);
});

test('what a group is about to lose is told as before the restart', async () => {
  const { clusterId } = writer;
  const lossNow = async () => {
    const now = await readNow(database.db, clusterId);
    return now?.groups.find((one) => one.group === LEFT_GROUP)?.loss ?? null;
  };
  const lease = await acquireLease(database.db, { clusterId, holder: 'test', ttlMs: 600_000 });
  if (!lease) throw new Error('no lease');
  const cluster = testCluster(testBrokers(), { name: 'warm', brokerDeadlineMs: 5_000 });
  const poller = new Poller({ cluster, storer: testStorer(writer, lease), memory: emptyMemory(), patienceMs: 30_000 });
  onTestFinished(() => poller.close());
  const [leader = 0] = kafka.brokerIds;
  await kafka.createTopic(LEFT_TOPIC, [[leader]]);
  await kafka.commit(LEFT_GROUP, LEFT_TOPIC, [0n]);
  await poller.poll(Date.now(), 0);
  await kafka.append(leader, LEFT_TOPIC, 0, 100);
  await poller.poll(Date.now(), 0);
  await kafka.commit(LEFT_GROUP, LEFT_TOPIC, [30n]);
  const before = await until(
    async () => {
      await poller.poll(Date.now(), 0);
      const loss = await lossNow();
      return loss?.notBeforeMs && loss.offsetsExpireNotBeforeMs ? loss : undefined;
    },
    { what: 'what the group is about to lose', timeoutMs: 20_000 },
  );
  expect(before).toMatchObject({ deletedUnread: '0', kind: 'time', topic: LEFT_TOPIC, partition: 0 });
  await pollAnew(true);
  expect(await lossNow()).toEqual(before);
});

test('a group whose name the store writes differently is not taken for another one', async () => {
  const names = ['warm-nul\0', 'warm-nul\u{fffd}'];
  for (const name of names) await kafka.commit(name, TOPIC, [1n]);
  await pollAnew(true);
  const { clusterId } = writer;
  const options = {
    clusterId,
    windowMs: 60_000,
    nowMs: Date.now(),
    flowRules: FLOW_RULES,
    isReadCommitted: () => false,
    statusRules: () => STATUS_RULES,
  };
  const { groups } = await warmMemory(database.db, options);
  expect([...groups.keys()].filter((name) => name.startsWith('warm-'))).toEqual([GROUP]);
  await kafka.deleteGroups(names);
});
