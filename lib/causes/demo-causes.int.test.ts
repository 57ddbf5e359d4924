import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Collector } from '#lib/collector/collector.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import type { CauseKind } from '#lib/lag/causes/cause.ts';
import { textOf } from '#lib/lag/causes/sentence.ts';
import { STATUS_RULES } from '#lib/lag/status/rules.ts';
import { groupIdOf } from '#lib/views/history-ids.ts';
import { type Demo, startDemo } from '#scripts/demo/demo.ts';
import { testKnobs } from '#scripts/demo/knobs.ts';
import { healthy } from '#scripts/demo/scenarios/healthy.ts';
import { hotPartition } from '#scripts/demo/scenarios/hot-partition.ts';
import { hungMember } from '#scripts/demo/scenarios/hung-member.ts';
import { slow } from '#scripts/demo/scenarios/slow.ts';
import { stopped } from '#scripts/demo/scenarios/stopped.ts';
import { until } from '#scripts/local/wait.ts';
import { groupCauses } from './group-causes.ts';
import { type CauseRules, causeRules } from './rules.ts';

/** Demo workloads on the real cluster, each in the trouble it is made for and never out of it, with deadlines of seconds. */
const FOR_EVER = 1_000_000_000;
const KNOBS = {
  ...testKnobs,
  rateScale: 6,
  slow: { low: 100, high: FOR_EVER, behindPerSecond: 3, recoveringPerSecond: 200 },
  hotPartition: { low: 1_000, high: FOR_EVER, behindPerSecond: 15, recoveringPerSecond: 200 },
  hungMember: { low: 100, high: FOR_EVER },
  stopped: { low: 50, high: FOR_EVER },
};
const PATIENCE_MS = 3_000;
const STATUS = { ...STATUS_RULES, stallAfterMs: 10_000, laggingFromMs: 5_000 };
const RULES: CauseRules = { ...causeRules(PATIENCE_MS, STATUS), windowMs: 30_000, leastUsualMs: 10_000 };

const brokers = testBrokers().map(({ host, port }) => `${host}:${port}`);
const prefix = `causes-${randomUUID().slice(0, 8)}.`;
let database: TestDatabase;
let collector: Collector;
let demo: Demo;
let clusterId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  clusterId = await registerCluster(database.db, 'demo');
  // From the beginning, so that it sees members that leave soon.
  collector = new Collector({
    cluster: testCluster(testBrokers(), { name: 'demo', pollIntervalMs: 1_000, brokerDeadlineMs: 500 }),
    database: database.db,
    holder: 'test',
    patienceMs: PATIENCE_MS,
    leaseMinTtlMs: 3_000,
    log: { info: () => undefined, warn: () => undefined, error: (fields, message) => console.error(message, fields) },
  });
  const scenarios = [healthy, hotPartition, hungMember, slow, stopped];
  demo = startDemo({ brokers, prefix, knobs: KNOBS, scenarios });
  await demo.ready;
}, 60_000);
afterAll(async () => {
  await collector?.stop();
  await demo?.stop();
  await deleteTopics();
  await database?.drop();
});

async function deleteTopics(): Promise<void> {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.deleteTopics({ topics: (await admin.listTopics()).filter((topic) => topic.startsWith(prefix)) });
  await admin.disconnect();
}

async function causesOf(name: string): Promise<{ kind: CauseKind; says: string }[]> {
  const group = prefix + name;
  const groupId = await groupIdOf(database.db, clusterId, group);
  if (groupId === null) return [];
  const { causes } = await groupCauses(database.db, { clusterId, groupId, group, atMs: Date.now() }, RULES);
  return causes.map(({ kind, says }) => ({ kind, says: textOf(says) }));
}

test.each<[group: string, kind: CauseKind, says: RegExp]>([
  [
    'invoice-mailer',
    'consumer-down',
    /^No members(, and no commit)? (since|for more than) .* [\d,]+ records wait, and [\d.]+\/s more come\.$/,
  ],
  ['order-fulfilment', 'hung-member', /^Member order-fulfilment-2 \(.+\) committed nothing on .*shipments \d/],
  [
    'sessionizer',
    'hot-partition',
    /^Partition .*clickstream \d holds \d+ % of the lag .* some key is far more frequent/,
  ],
  ['fraud-scoring-v2', 'slow-processing', /^The group consumes [\d.]+\/s.* of 6 partitions are behind alike/],
])(
  '%s: %s',
  async (group, kind, says) => {
    const first = await until(
      async () => {
        const [cause] = await causesOf(group);
        return cause?.kind === kind ? cause : undefined;
      },
      { what: `${kind} as the first cause of ${group}`, timeoutMs: 150_000 },
    );
    expect(first.says).toMatch(says);
  },
  160_000,
);

test('a healthy group has none', async () => {
  expect(await causesOf('payments-worker')).toEqual([]);
});
