import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GroupDetail } from '#lib/api/schemas/groups.ts';
import { acquireLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { createPollWriter } from '#lib/history/writer.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { groupDetail } from '#lib/views/group-detail.ts';
import { GROUP_SETTINGS } from '#lib/views/testing.ts';
import { type Demo, startDemo } from '#scripts/demo/demo.ts';
import { testKnobs } from '#scripts/demo/knobs.ts';
import { streams } from '#scripts/demo/scenarios/streams.ts';
import { until } from '#scripts/local/wait.ts';
import { emptyMemory } from './memory.ts';
import { Poller } from './poller.ts';
import { testStorer } from './testing.ts';

/** Members that only Java clients can be, as the demo runs them; Maven fetches their jars at the first time. */
const START_WITHIN_MS = 240_000;
const PATIENCE_MS = 60_000;

const prefix = `types-${randomUUID().slice(0, 8)}.`;
const STREAMS = `${prefix}order-totals`;
const SHARE = `${prefix}label-printers`;
const ORDERS = `${prefix}orders`;
const SHIPMENTS = `${prefix}shipments`;
const REPARTITION = `${prefix}order-totals-by-country-repartition`;
const CHANGELOG = `${prefix}order-totals-orders-by-country-changelog`;
const MADE_AFTER = 25;

let kafka: TestKafka;
let database: TestDatabase;
let demo: Demo;
let poller: Poller;
let clusterId: number;

beforeAll(async () => {
  [kafka, database] = await Promise.all([TestKafka.of(testBrokers()), createTestDatabase()]);
  const brokers = testBrokers().map(({ host, port }) => `${host}:${port}`);
  const javaLibs = join(process.env.TIDEMARK_CACHE ?? tmpdir(), 'demo-java-libs');
  demo = startDemo({ brokers, prefix, knobs: testKnobs, javaLibs, scenarios: [streams] });
  const writer = await createPollWriter(database.db, 'types');
  clusterId = writer.clusterId;
  const lease = await acquireLease(database.db, { clusterId, holder: 'test', ttlMs: 600_000 });
  if (!lease) throw new Error('no lease');
  const cluster = testCluster(testBrokers(), { name: 'types', brokerDeadlineMs: 10_000 });
  poller = new Poller({ cluster, storer: testStorer(writer, lease), memory: emptyMemory(), patienceMs: 0 });
  await demo.ready;
}, START_WITHIN_MS);

afterAll(async () => {
  await demo?.stop();
  await poller?.close();
  await kafka?.deleteGroups([STREAMS, SHARE]);
  const changelogs = [REPARTITION, CHANGELOG, `${prefix}order-totals-by-country`];
  await kafka?.deleteTopics([ORDERS, SHIPMENTS, ...changelogs]).catch(() => undefined);
  await kafka?.close();
  await database?.drop();
}, PATIENCE_MS);

/** What the page of the group shows once it is as wanted, polling meanwhile. */
function shownOnce(group: string, what: string, isSo: (detail: Detail) => boolean): Promise<Detail> {
  return until(
    async () => {
      const report = await poller.poll(Date.now(), 0);
      if (report.error) throw report.error;
      const detail = await groupDetail(database.db, clusterId, group, GROUP_SETTINGS);
      return detail && isSo(detail) ? detail : undefined;
    },
    { what: `${group}: ${what}`, timeoutMs: PATIENCE_MS, everyMs: 500 },
  );
}
type Detail = Omit<GroupDetail, 'observedAt' | 'stale' | 'owner'>;

const heldTopics = ({ memberList }: Detail) =>
  new Set(memberList.flatMap(({ partitions }) => partitions.map(({ topic }) => topic)));

describe('while their members are there', () => {
  test('a streams group has its member, tasks, topology and the lag of what it reads', async () => {
    const detail = await shownOnce(
      STREAMS,
      'every source partition committed',
      ({ state, partitions }) => state === 'Stable' && partitions.length === 6 && partitions.every(({ lag }) => lag),
    );
    expect(detail).toMatchObject({ type: 'streams', members: 1, failure: null, status: 'OK', assignOnly: false });
    expect(detail.epoch).toBeGreaterThan(0);
    expect(detail.topology).toEqual([
      {
        id: '0',
        sourceTopics: [ORDERS],
        repartitionSourceTopics: [],
        repartitionSinkTopics: [REPARTITION],
        changelogTopics: [],
      },
      {
        id: '1',
        sourceTopics: [],
        repartitionSourceTopics: [REPARTITION],
        repartitionSinkTopics: [],
        changelogTopics: [CHANGELOG],
      },
    ]);
    const [member] = detail.memberList;
    expect(member?.clientId).toMatch(/^order-totals-/);
    expect(member?.tasks).toEqual({
      active: [
        { subtopology: '0', partitions: [0, 1, 2] },
        { subtopology: '1', partitions: [0, 1, 2] },
      ],
      standby: [],
      warmup: [],
    });
    expect(heldTopics(detail)).toEqual(new Set([ORDERS, REPARTITION]));
    expect(detail.lag).toBe(detail.partitions.reduce((sum, { lag }) => sum + BigInt(lag ?? 0), 0n).toString());
    expect(member?.lag).toBe(detail.lag);
  });

  test('a share group has its member, what it holds, and the lag its coordinator tells', async () => {
    const detail = await shownOnce(
      SHARE,
      'every partition delivered from',
      ({ state, partitions }) => state === 'Stable' && partitions.length === 4 && partitions.every(({ lag }) => lag),
    );
    expect(detail).toMatchObject({ type: 'share', members: 1, failure: null, status: 'OK', states: { ok: 4 } });
    expect(detail).toMatchObject({ topology: null, assignOnly: false, knownPartitions: 4 });
    expect(detail.memberList).toMatchObject([
      { clientId: 'label-printers-1', tasks: null, lag: null, partitions: [{ topic: SHIPMENTS }] },
    ]);
    expect(detail.memberList[0]?.partitions[0]?.partitions.toSorted()).toEqual([0, 1, 2, 3]);
    for (const { lag, committed, end, state } of detail.partitions) {
      expect(state).toBe('ok');
      expect(BigInt(lag ?? -1)).toBeGreaterThanOrEqual(0n);
      expect(BigInt(committed ?? 0)).toBeLessThanOrEqual(BigInt(end ?? 0));
    }
  });
});

describe('after their members have left', () => {
  beforeAll(async () => {
    await demo.stop();
    for (const topic of [ORDERS, SHIPMENTS]) {
      const [leader] = await kafka.leadersOf(topic);
      await kafka.append(leader ?? 0, topic, 0, MADE_AFTER);
    }
  }, PATIENCE_MS);

  test('a streams group is Empty, and what it has not read is its lag', async () => {
    const detail = await shownOnce(STREAMS, 'no member', ({ state }) => state === 'Empty');
    expect(detail).toMatchObject({ type: 'streams', members: 0, memberList: [], failure: null });
    expect(BigInt(detail.lag ?? 0)).toBeGreaterThanOrEqual(BigInt(MADE_AFTER));
  });

  test('a share group is Empty, keeps its start offsets, and has what came since as its lag', async () => {
    const detail = await shownOnce(
      SHARE,
      'no member and a lag',
      ({ state, lag }) => state === 'Empty' && BigInt(lag ?? 0) >= BigInt(MADE_AFTER),
    );
    expect(detail).toMatchObject({ type: 'share', members: 0, memberList: [], failure: null, status: 'OK' });
    const first = detail.partitions.find(({ partition }) => partition === 0);
    expect(BigInt(first?.lag ?? 0)).toBeGreaterThanOrEqual(BigInt(MADE_AFTER));
  });
});
