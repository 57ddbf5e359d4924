import { afterAll, beforeAll, expect, test } from 'vitest';
import { acquireLease, type Lease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { createPollWriter, type PollWriter } from '#lib/history/writer.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { flowRulesOf } from '#lib/lag/flow-window.ts';
import { STATUS_RULES } from '#lib/lag/status/rules.ts';
import { groupDetail } from '#lib/views/group-detail.ts';
import { emptyMemory } from './memory.ts';
import { Poller } from './poller.ts';
import { nextPoll } from './schedule.ts';
import { testStorer } from './testing.ts';
import { warmMemory } from './warm-start.ts';

/** A producer and a consumer of known rates on the real cluster; windows and interval are short, so that it takes seconds. */
const TOPIC = 'rates-orders';
const GROUP = 'rates-payments';
const INTERVAL_MS = 500;
const PATIENCE_MS = 4_000;
const WINDOW_POLLS = 8;
const CLUSTER = testCluster(testBrokers(), {
  name: 'rates',
  pollIntervalMs: INTERVAL_MS,
  brokerDeadlineMs: 5_000,
  rateWindowMs: WINDOW_POLLS * INTERVAL_MS,
  trendWindowMs: 2 * WINDOW_POLLS * INTERVAL_MS,
});
const FLOW_RULES = flowRulesOf(CLUSTER, PATIENCE_MS);
/** Already there on partition 0, which makes it hot. */
const BACKLOG = 20_000;

let kafka: TestKafka;
let database: TestDatabase;
let writer: PollWriter;
let lease: Lease;
let poller: Poller;
/** What was produced to and committed on all partitions, and when the poll after it began. */
let trail: { atMs: number; produced: number; committed: number }[] = [];
let produced = BACKLOG;
let committed = 0;

beforeAll(async () => {
  [kafka, database] = await Promise.all([TestKafka.of(testBrokers()), createTestDatabase()]);
  const [leader = 0] = kafka.brokerIds;
  await kafka.createTopic(TOPIC, [[leader], [leader], [leader], [leader]]);
  await kafka.append(leader, TOPIC, 0, BACKLOG);
  writer = await createPollWriter(database.db, CLUSTER.name);
  const taken = await acquireLease(database.db, { clusterId: writer.clusterId, holder: 'test', ttlMs: 600_000 });
  if (!taken) throw new Error('no lease');
  lease = taken;
  poller = new Poller({
    cluster: CLUSTER,
    storer: testStorer(writer, lease),
    memory: emptyMemory(),
    patienceMs: PATIENCE_MS,
  });
});
afterAll(async () => {
  await poller?.close();
  await kafka?.deleteGroups([GROUP]);
  await kafka?.deleteTopics([TOPIC]);
  await kafka?.close();
  await database?.drop();
});

/** Before each of so many polls this is produced and committed on partition 0; the others are empty and read. */
async function poll(polls: number, { produce, consume }: { produce: number; consume: number }): Promise<void> {
  const [leader = 0] = kafka.brokerIds;
  for (let count = 0; count < polls; count++) {
    const atMs = (await nextPoll(INTERVAL_MS, new AbortController().signal)) ?? 0;
    if (produce > 0) await kafka.append(leader, TOPIC, 0, produce);
    produced += produce;
    committed += consume;
    await kafka.commit(GROUP, TOPIC, [BigInt(committed), 0n, 0n, 0n]);
    trail.push({ atMs: Date.now(), produced, committed });
    const { error } = await poller.poll(atMs, 0);
    if (error) throw error;
  }
}

/** What happened in truth over the newest window, records per second. */
function truth() {
  const last = trail.at(-1);
  const first = trail.findLast(({ atMs }) => atMs <= (last?.atMs ?? 0) - FLOW_RULES.rateWindowMs) ?? trail[0];
  if (!first || !last) throw new Error('nothing was polled');
  const seconds = (last.atMs - first.atMs) / 1000;
  return {
    produceRate: (last.produced - first.produced) / seconds,
    consumeRate: (last.committed - first.committed) / seconds,
  };
}

async function shown() {
  const settings = { readCommitted: false, flowRules: FLOW_RULES };
  const detail = await groupDetail(database.db, writer.clusterId, GROUP, settings);
  if (!detail) throw new Error(`${GROUP} is not there`);
  return detail;
}

const within = (share: number, got: number | null, wanted: number) =>
  expect(Math.abs((got ?? Number.POSITIVE_INFINITY) - wanted) / wanted, `${got} for ${wanted}`).toBeLessThan(share);

function expectRates(of: { produceRate: number | null; consumeRate: number | null }) {
  const { produceRate, consumeRate } = truth();
  within(0.1, of.produceRate, produceRate);
  within(0.1, of.consumeRate, consumeRate);
}

function expectDrain(of: { drainSeconds: number | null; lag: string | null }) {
  const { produceRate, consumeRate } = truth();
  within(0.2, of.drainSeconds, Number(of.lag) / (consumeRate - produceRate));
}

test('growing: rates, no drain time, and the partition that holds the lag', async () => {
  await poll(2 * WINDOW_POLLS, { produce: 200, consume: 80 });
  const group = await shown();
  expect(group).toMatchObject({ lagTrend: 'growing', drainSeconds: null });
  expectRates(group);
  const [worst, ...others] = group.partitions;
  if (!worst) throw new Error('no partition');
  expect(worst).toMatchObject({ partition: 0, lagTrend: 'growing', hotSince: expect.any(String) });
  expectRates(worst);
  expect(others.map(({ lagTrend, hotSince }) => [lagTrend, hotSince])).toEqual(Array(3).fill(['idle', null]));
  expect(group.hot).toMatchObject([{ topic: TOPIC, partition: 0 }]);
});

test('draining: the time until nothing is left', async () => {
  trail = [];
  await poll(WINDOW_POLLS + 4, { produce: 80, consume: 400 });
  const group = await shown();
  expect(group.lagTrend).toBe('draining');
  expectRates(group);
  expectDrain(group);
});

test('a restart tells rates, trend and hot partition with its first poll', async () => {
  await poller.close();
  const { clusterId } = writer;
  const warm = {
    clusterId,
    windowMs: 60_000,
    nowMs: Date.now(),
    flowRules: FLOW_RULES,
    isReadCommitted: () => false,
    statusRules: () => STATUS_RULES,
  };
  const memory = await warmMemory(database.db, warm);
  poller = new Poller({ cluster: CLUSTER, storer: testStorer(writer, lease), memory, patienceMs: PATIENCE_MS });
  await poll(1, { produce: 80, consume: 400 });
  const group = await shown();
  expect(group).toMatchObject({ lagTrend: 'draining', hot: [{ topic: TOPIC, partition: 0 }] });
  expectRates(group);
  expectDrain(group);
});

test('stopped: stalled once nothing was consumed over the window', async () => {
  await poll(WINDOW_POLLS + 4, { produce: 80, consume: 0 });
  const group = await shown();
  expect(group).toMatchObject({ lagTrend: 'stalled', consumeRate: 0, drainSeconds: null });
  expect(group.produceRate).toBeGreaterThan(0);
});
