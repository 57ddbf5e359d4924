import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { historyBytes } from '#lib/history/storage-watch.ts';
import type { ExpositionFormat } from '#lib/metrics/exposition.ts';
import { type ParsedFamily, parseExposition, seriesValue } from '#lib/metrics/testing.ts';
import {
  brokerNow,
  clusterNow,
  groupNow,
  OBSERVED_AT,
  offsets,
  pollWrite,
  subscriptionNow,
  type TestStore,
  testStore,
  topicKey,
  topicNow,
} from '#lib/views/testing.ts';
import type { ApiContext } from './context.ts';
import { installContext, request, testContext, testMetrics, watched } from './testing.ts';

const ODD = ['line\nbreak', 'back\\slash "quote"', 'nul\0here', 'nul\uFFFDhere', '🙂', 'x'.repeat(6_000), ''];
const EXPORTERS = ['kafka-exporter', 'kafka-lag-exporter'];
const now = { value: new Date(OBSERVED_AT + 4_000) };
let database: TestDatabase;
let store: TestStore;
let context: ApiContext;

beforeAll(async () => {
  database = await createTestDatabase();
  store = await testStore(database.db, 'local');
  context = testContext(database.db, database.url, {
    now: () => now.value,
    clusters: [{ ...watched('local'), readCommittedGroups: ['exact-*'] }],
  });
});
beforeEach(() => {
  now.value = new Date(OBSERVED_AT + 4_000);
  installContext(context);
});
afterAll(() => database?.drop());

async function scrape(headers: Record<string, string> = {}, format: ExpositionFormat = 'text') {
  const response = await request('/metrics', { headers });
  expect(response.status).toBe(200);
  return parseExposition(await response.text(), format);
}
const lag = (families: Map<string, ParsedFamily>, group: string, partition: number) =>
  seriesValue(families, 'kafka_consumer_group_lag', {
    cluster: 'local',
    group,
    topic: 'orders',
    partition: String(partition),
  });

test('before the first poll there is the process only', async () => {
  const families = await scrape();
  expect(seriesValue(families, 'tidemark_database_up')).toBe(1);
  expect(seriesValue(families, 'process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
  expect([...families.keys()].filter((name) => name.startsWith('kafka_'))).toEqual([]);
});

describe('after a poll', () => {
  beforeAll(async () => {
    const topic = topicKey('orders');
    const committed = (group: string, ...values: (number | bigint)[]) => ({
      group,
      topic,
      committed: offsets(...values),
    });
    const truncated = {
      partition: 1,
      state: 'truncated',
      sinceMs: OBSERVED_AT,
      lag: '55',
      lagIsLastKnown: false,
      reason: 'deleted unread',
      metadata: null,
    };
    await store.write(
      pollWrite({
        samples: {
          atMs: OBSERVED_AT,
          topics: [
            { topic, logStart: offsets(0, 0, 0), highWatermark: offsets(100, 200, 2n ** 52n), open: offsets(4, 0, 0) },
          ],
          subscriptions: [
            committed('payments', 90, 1, 0),
            committed('exact-once', 90, -1, 2n ** 52n),
            ...ODD.map((group, index) => committed(group, 100 - index, 200, 2n ** 52n)),
          ],
        },
        brokers: [brokerNow(1), brokerNow(2, { state: 'unreachable' })],
        topics: [topicNow('orders', 3, { worstRank: 3, underReplicated: 2 })],
        groups: [
          groupNow('payments', { lag: 10n + 55n + 2n ** 52n, knownPartitions: 3, totalPartitions: 3, members: 2 }),
          groupNow('exact-once', { lag: 6n, knownPartitions: 2, totalPartitions: 3, members: null }),
          ...ODD.map((group, index) => groupNow(group, { lag: BigInt(index) })),
        ],
        subscriptions: [
          subscriptionNow('payments', 'orders', 3, { exceptions: [truncated] }),
          subscriptionNow('exact-once', 'orders', 3),
          ...ODD.map((group) => subscriptionNow(group, 'orders', 3)),
        ],
      }),
    );
  });

  test('every partition has the lag of the pages, whatever the group is called, and the sums agree', async () => {
    const families = await scrape();
    expect([0, 1, 2].map((partition) => lag(families, 'payments', partition))).toEqual([10, 55, 2 ** 52]);
    expect([0, 1, 2].map((partition) => lag(families, 'exact-once', partition))).toEqual([6, undefined, 0]);
    const shown = ODD.map((group) => group.replace('\0', '\uFFFD'));
    const lags = shown.map((group) => lag(families, group, 0));
    expect(lags).toEqual(expect.arrayContaining([0, 1, 4, 5, 6]));
    for (const [key, sum] of families.get('kafka_consumer_group_lag_sum')?.series ?? []) {
      const group = new Map<string, string>(JSON.parse(key)).get('group');
      const parts = [...(families.get('kafka_consumer_group_lag')?.series ?? [])].filter(
        ([part]) => new Map<string, string>(JSON.parse(part)).get('group') === group,
      );
      expect(
        parts.reduce((total, [, value]) => total + value, 0),
        group,
      ).toBe(sum);
    }
  });

  test('two groups that are shown alike stay two', async () => {
    const names = (await scrape()).get('kafka_consumer_group_lag_sum')?.labels.map(({ group }) => group) ?? [];
    expect(names.filter((name) => name?.startsWith('nul\uFFFDhere'))).toEqual([
      'nul\uFFFDhere',
      expect.stringMatching(/^nul\uFFFDhere#\d+$/),
    ]);
    expect(names).toHaveLength(ODD.length + 2);
  });

  test('members, brokers, replication and the poll are there', async () => {
    const families = await scrape();
    const payments = { cluster: 'local', group: 'payments' };
    expect(seriesValue(families, 'kafka_consumer_group_members', payments)).toBe(2);
    expect(seriesValue(families, 'kafka_consumer_group_members', { ...payments, group: 'exact-once' })).toBeUndefined();
    expect(seriesValue(families, 'kafka_consumer_group_lag_max', payments)).toBe(2 ** 52);
    expect(seriesValue(families, 'tidemark_brokers', { cluster: 'local', state: 'unreachable' })).toBe(1);
    const trouble = { cluster: 'local', state: 'under_replicated' };
    expect(seriesValue(families, 'tidemark_troubled_partitions', trouble)).toBe(2);
    expect(seriesValue(families, 'tidemark_data_age_seconds', { cluster: 'local' })).toBe(4);
    expect(seriesValue(families, 'tidemark_poll_seconds', { cluster: 'local', phase: 'offsets' })).toBe(0.09);
  });

  test('OpenMetrics comes where it is asked for', async () => {
    const accept = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2';
    const open = await request('/metrics', { headers: { accept } });
    expect(open.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    const families = parseExposition(await open.text(), 'openmetrics');
    expect(families.get('process_cpu_seconds')).toMatchObject({ type: 'counter', unit: 'seconds' });
    expect(seriesValue(families, 'tidemark_build', { role: 'all', version: '0.1.0' })).toBe(1);
  });

  test('HEAD has the headers alone', async () => {
    const head = await request('/metrics', { method: 'HEAD' });
    expect(head.headers.get('content-type')).toContain('text/plain');
    expect(await head.text()).toBe('');
  });

  test('a cluster that is not polled any more has its age, and no lag', async () => {
    now.value = new Date(OBSERVED_AT + 61_000);
    const families = await scrape();
    expect(seriesValue(families, 'tidemark_data_age_seconds', { cluster: 'local' })).toBe(61);
    expect([...families.keys()].filter((name) => name.startsWith('kafka_'))).toEqual([]);
    now.value = new Date(OBSERVED_AT + 60_000);
    expect(lag(await scrape(), 'payments', 0)).toBe(10);
  });

  test('other exporters would say the same of it, by their names', async () => {
    const read = async (path: string) => parseExposition(await (await request(path)).text(), 'text');
    const exporter = await read('/metrics/kafka-exporter?cluster=local');
    const partition = { topic: 'orders', partition: '1' };
    const group = { consumergroup: 'payments', ...partition };
    expect(seriesValue(exporter, 'kafka_topic_partition_current_offset', partition)).toBe(200);
    expect(seriesValue(exporter, 'kafka_topic_partition_replicas', partition)).toBe(3);
    // What was deleted unread is in this lag, as it is in theirs.
    expect(seriesValue(exporter, 'kafka_consumergroup_lag', group)).toBe(199);
    expect(seriesValue(exporter, 'kafka_consumergroup_lag', { ...group, consumergroup: 'exact-once' })).toBe(-1);
    expect(seriesValue(exporter, 'kafka_brokers')).toBe(2);

    const lagExporter = await read('/metrics/kafka-lag-exporter?cluster=local');
    const payments = { cluster_name: 'local', group: 'payments' };
    expect(seriesValue(lagExporter, 'kafka_consumergroup_group_sum_lag', payments)).toBe(10 + 199 + 2 ** 52);
    expect(lagExporter.get('kafka_consumergroup_group_lag')?.series.size).toBe(3 * (ODD.length + 2) - 1);
  });

  test.each(EXPORTERS)('%s fails the scrape of a cluster that is not polled', async (name) => {
    const path = `/metrics/${name}?cluster=local`;
    now.value = new Date(OBSERVED_AT + 61_000);
    const stale = await request(path);
    expect(stale.status).toBe(503);
    expect(await stale.json()).toMatchObject({ code: 'CLUSTER_STALE', detail: expect.stringContaining('61 s ago') });
    installContext({ ...context, metrics: testMetrics({ kafkaExporter: false, kafkaLagExporter: false }) });
    expect(await (await request(path)).json()).toMatchObject({ status: 404, code: 'METRICS_OFF' });
    installContext({ ...context, clusters: [{ ...watched('other'), pollIntervalMs: 1_000 }] });
    expect(await (await request(path)).json()).toMatchObject({ status: 404, code: 'CLUSTER_NOT_FOUND' });
    const unread = await request(`/metrics/${name}?cluster=other`);
    expect(await unread.json()).toMatchObject({
      code: 'CLUSTER_STALE',
      detail: expect.stringContaining('not been read'),
    });
  });

  test('a cluster that is no longer configured has nothing', async () => {
    installContext({ ...context, clusters: [] });
    expect(await request('/metrics').then((response) => response.text())).not.toContain('cluster=');
  });

  test('without a history of the newest poll there are no partitions; groups are as that poll saw them', async () => {
    const atMs = OBSERVED_AT + 10_000;
    const groups = [groupNow('payments', { lag: 3n, knownPartitions: 1, totalPartitions: 1 })];
    const subscriptions = [subscriptionNow('payments', 'orders', 3)];
    const cluster = clusterNow({ pollId: atMs, observedAtMs: atMs, scheduledAtMs: atMs });
    const poll = pollWrite({ samples: null, cluster, groups, subscriptions });
    await store.write(poll);
    now.value = new Date(atMs);
    const families = await scrape();
    const payments = { cluster: 'local', group: 'payments' };
    expect(families.has('kafka_consumer_group_lag')).toBe(false);
    expect(seriesValue(families, 'kafka_consumer_group_lag_max', payments)).toBeUndefined();
    expect(seriesValue(families, 'kafka_consumer_group_lag_sum', payments)).toBe(3);
    expect(seriesValue(families, 'tidemark_history_refused', { cluster: 'local' })).toBe(0);
    // Another exporter has its lags or is down.
    for (const name of EXPORTERS) {
      const response = await request(`/metrics/${name}?cluster=local`);
      expect(await response.json()).toMatchObject({
        status: 503,
        code: 'CLUSTER_STALE',
        detail: expect.stringContaining('no offsets'),
      });
    }

    // After an outage of Postgres the state of a poll is told first, and its samples follow.
    const topic = topicKey('orders');
    const samples = {
      atMs,
      topics: [{ topic, logStart: offsets(0, 0, 0), highWatermark: offsets(100, 0, 0), open: offsets(0, 0, 0) }],
      subscriptions: [{ group: 'payments', topic, committed: offsets(97, -1, -1) }],
    };
    await store.write({ ...poll, samples });
    expect(lag(await scrape(), 'payments', 0)).toBe(3);
    for (const name of EXPORTERS) expect((await request(`/metrics/${name}?cluster=local`)).status).toBe(200);
  });

  test('a history that takes no polls is told, and other exporters would be down', async () => {
    const atMs = OBSERVED_AT + 20_000;
    const failures = [{ code: 'HISTORY_NOT_STORED', message: 'no disk', brokerId: null, sinceMs: atMs }];
    const cluster = clusterNow({ pollId: atMs, observedAtMs: atMs, scheduledAtMs: atMs, failures });
    await store.write(pollWrite({ samples: null, cluster }));
    now.value = new Date(atMs);
    expect(seriesValue(await scrape(), 'tidemark_history_refused', { cluster: 'local' })).toBe(1);
    for (const name of EXPORTERS) {
      const response = await request(`/metrics/${name}?cluster=local`);
      expect(await response.json()).toMatchObject({ status: 503, detail: expect.stringContaining('takes no polls') });
    }
  });
});

test('the room of the history and its budget are told, and that it was shortened', async () => {
  const atMs = OBSERVED_AT + 30_000;
  const failures = [{ code: 'HISTORY_SHORTENED', message: 'outgrown', brokerId: null, sinceMs: atMs }];
  await store.write(pollWrite({ samples: null, cluster: clusterNow({ pollId: atMs, observedAtMs: atMs, failures }) }));
  const families = await scrape();
  expect(seriesValue(families, 'tidemark_history_shortened', { cluster: 'local' })).toBe(1);
  expect(seriesValue(families, 'tidemark_history_budget_bytes')).toBe(20e9);
  expect(seriesValue(families, 'tidemark_history_bytes')).toBe(await historyBytes(database.db));
});

test('without Postgres the process still says how it is', async () => {
  const nowhere = createDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', max: 1, applicationName: 'test' });
  installContext({ ...context, database: nowhere });
  const families = await scrape();
  expect(seriesValue(families, 'tidemark_database_up')).toBe(0);
  expect([...families.keys()].filter((name) => name.startsWith('kafka_'))).toEqual([]);
  await nowhere.close();
});

test('switched off there are none', async () => {
  installContext({ ...context, metrics: testMetrics({ enabled: false }) });
  const response = await request('/metrics');
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ code: 'METRICS_OFF' });
});
