import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { NO_COMMIT, NOT_OBSERVED, type PollWrite } from '#lib/history/contract.ts';
import { dangerRank } from '#lib/lag/status/status.ts';
import { PACKED_UNKNOWN, packTimeLag } from '#lib/lag/time-lag.ts';
import { replicationRank } from '#lib/replication/state.ts';
import {
  brokerNow,
  clusterNow,
  groupNow,
  memberNow,
  offsets,
  pollWrite,
  subscriptionNow,
  type TestStore,
  testStore,
  topicKey,
  topicNow,
} from '#lib/views/testing.ts';
import type { ApiContext } from './context.ts';
import { putAlerts } from './fixtures/put-alerts.ts';
import { groupSlug } from './group-slug.ts';
import type { OperationDescription } from './operations.ts';
import { OPERATIONS } from './operations.ts';
import { installContext, request, testContext, watched } from './testing.ts';

const INTERVAL_MS = 10_000;
const POLLS = 6;
const LAST_POLL = Math.floor(Date.now() / INTERVAL_MS) * INTERVAL_MS;
const WEEK_MS = 604_800_000;
const LONG_TOPIC = 'l'.repeat(249);
const GROUP_NAMES = [
  'payments',
  'a/b',
  'two words',
  '"quoted"',
  '<b>html</b>',
  '🙂',
  '.',
  '..',
  '~x',
  '%2F',
  '',
  'g'.repeat(300),
  'nul\0inside',
];

const INCIDENT = '5b0a6a53-4f6a-4f7e-9f54-6e3a6a0a9b1c';

let database: TestDatabase;
let store: TestStore;

/** A poll in which everything moved a little. */
function poll(number: number): PollWrite {
  const atMs = LAST_POLL - (POLLS - 1 - number) * INTERVAL_MS;
  const end = 1000 + number * 100;
  const subscription = (group: string) => ({ group, topic: topicKey('orders') });
  return pollWrite({
    cluster: clusterNow({ pollId: atMs, observedAtMs: atMs, scheduledAtMs: atMs }),
    brokers: [
      brokerNow(1),
      brokerNow(2, { state: 'down', failure: { code: 'X', message: 'm', brokerId: 2, sinceMs: 1 } }),
    ],
    topics: [
      topicNow('orders', 3, { worstRank: replicationRank('not-preferred'), notPreferred: 1 }),
      topicNow(LONG_TOPIC, 1, { hasKafkaId: false }),
      topicNow('danger', 2, { worstRank: 1, underMinIsr: 2 }),
    ],
    groups: GROUP_NAMES.map((name) =>
      groupNow(name, {
        status: 'NO_DATA',
        statusSinceMs: atMs,
        dangerRank: dangerRank('NO_DATA', 'warn'),
        statuses: { OK: 1, NO_DATA: 1 },
        memberList: [memberNow('m-1', { clientId: 'worker', partitions: [{ topic: 'orders', partitions: [0, 1] }] })],
      }),
    ),
    subscriptions: GROUP_NAMES.map((name) =>
      subscriptionNow(name, 'orders', 3, {
        partitionStatuses: [
          { status: 'OK', sinceMs: atMs, runs: [0, 0] },
          { status: 'NO_DATA', sinceMs: atMs, runs: [2, 2] },
        ],
        exceptions: [
          {
            partition: 2,
            state: 'unknown',
            sinceMs: atMs,
            lag: '77',
            lagIsLastKnown: true,
            reason: 'broker 2, its leader, did not answer',
            metadata: null,
          },
        ],
      }),
    ),
    timeLags: GROUP_NAMES.map(() => Int32Array.of(packTimeLag(4_200, 'interpolated'), PACKED_UNKNOWN, PACKED_UNKNOWN)),
    samples: {
      atMs,
      topics: [
        {
          topic: topicKey('orders'),
          logStart: offsets(0, 0, 0),
          highWatermark: offsets(end, end, NOT_OBSERVED),
          open: offsets(5, 0, NOT_OBSERVED),
        },
      ],
      subscriptions: GROUP_NAMES.map((name) => ({
        ...subscription(name),
        committed: offsets(end - 40, NO_COMMIT, 500),
      })),
    },
  });
}

/** Makes the routes answer from the test database, 5 s after its newest poll. */
function install(overrides: Partial<ApiContext> = {}): void {
  const now = () => new Date(LAST_POLL + 5_000);
  installContext(testContext(database.db, database.url, { now, ...overrides }));
}

beforeAll(async () => {
  database = await createTestDatabase();
  install();
  store = await testStore(database.db, 'local');
  for (let number = 0; number < POLLS; number += 1) await store.write(poll(number));
  await putAlerts(database.db, store.clusterId, { incidentId: INCIDENT, at: new Date(LAST_POLL) });
}, 60_000);

afterAll(() => database.drop());

const json = async (path: string) => {
  const response = await request(path);
  expect(response.status, `${path}: ${await response.clone().text()}`).toBe(200);
  return response.json();
};

describe('answers match their schemas', () => {
  const examples: Record<string, string> = {
    listClusters: '/api/v1/clusters',
    getCluster: '/api/v1/clusters/local',
    listBrokers: '/api/v1/clusters/local/brokers',
    listTopics: '/api/v1/clusters/local/topics?limit=1',
    getTopic: '/api/v1/clusters/local/topics/orders',
    getTopicHistory: '/api/v1/clusters/local/topics/orders/history',
    listGroups: '/api/v1/clusters/local/groups?limit=2',
    getGroup: '/api/v1/clusters/local/groups/payments',
    getGroupLag: '/api/v1/clusters/local/groups/payments/lag?by=partition',
    getGroupBaseline: '/api/v1/clusters/local/groups/payments/baseline?points=60',
    getGroupRates: '/api/v1/clusters/local/groups/payments/rates?points=60',
    getGroupStatuses: '/api/v1/clusters/local/groups/payments/statuses?by=partition',
    getGroupCauses: '/api/v1/clusters/local/groups/payments/causes',
    listEvents: '/api/v1/clusters/local/events?group=payments&kind=isr-left&limit=1',
    listRules: '/api/v1/rules',
    exportRules: '/api/v1/rules.yaml',
    listSilences: '/api/v1/silences',
    listPending: '/api/v1/incidents/pending',
    listIncidents: '/api/v1/incidents?cluster=local',
    getIncident: `/api/v1/incidents/${INCIDENT}`,
    listDestinations: '/api/v1/destinations',
    listDeliveries: '/api/v1/deliveries?state=waiting',
    listClusterSettings: '/api/v1/settings/clusters',
    listEngineStatus: '/api/v1/settings/engine',
    getStorage: '/api/v1/settings/storage',
    listUsers: '/api/v1/users',
    listGrants: '/api/v1/grants',
    listTokens: '/api/v1/tokens',
    listAudit: '/api/v1/audit',
    exportAuditCsv: '/api/v1/audit.csv',
    exportAuditJson: '/api/v1/audit.json',
    getSession: '/api/v1/session',
    listSessions: '/api/v1/sessions',
    getOpenApi: '/api/v1/openapi.json',
    getHealth: '/api/health',
    getReady: '/api/ready',
    getMetrics: '/metrics',
    getKafkaExporterMetrics: '/metrics/kafka-exporter?cluster=local',
    getKafkaLagExporterMetrics: '/metrics/kafka-lag-exporter?cluster=local',
    listBurrowClusters: '/v3/kafka',
    getBurrowCluster: '/v3/kafka/local',
    listBurrowTopics: '/v3/kafka/local/topic',
    getBurrowTopic: '/v3/kafka/local/topic/orders',
    listBurrowTopicConsumers: '/v3/kafka/local/topic/orders/consumers',
    listBurrowConsumers: '/v3/kafka/local/consumer',
    getBurrowConsumer: '/v3/kafka/local/consumer/payments',
    getBurrowStatus: '/v3/kafka/local/consumer/payments/status',
    getBurrowLag: '/v3/kafka/local/consumer/payments/lag',
  };
  // A stream has no end, and what only leads elsewhere has no answer of its own.
  const answers = OPERATIONS.filter(
    ({ id, method, response }) => method === 'GET' && id !== 'streamPolls' && (response.status ?? 200) === 200,
  );
  test.each(answers.map((operation): [string, OperationDescription] => [operation.id, operation]))(
    '%s',
    async (id, operation) => {
      const response = await request(examples[id] ?? id);
      expect(response.status).toBe(200);
      const isText = /^text\/|yaml$/.test(operation.response.contentType ?? '');
      const answer: unknown = isText ? await response.text() : await response.json();
      // Whatever else it had, nobody could know of.
      expect(operation.response.schema.parse(answer)).toEqual(answer);
    },
  );
});

describe('a cluster', () => {
  test('counts each broker, topic, partition and group once, whatever else there is', async () => {
    const cluster = await json('/api/v1/clusters/local');
    expect(cluster).toMatchObject({
      name: 'local',
      reachable: true,
      brokers: { total: 2, up: 1, unreachable: 0, down: 1 },
      topics: 3,
      partitions: 6,
      groups: GROUP_NAMES.length,
      groupsByStatus: { NO_DATA: GROUP_NAMES.length },
      groupsBySeverity: { error: 0, warn: GROUP_NAMES.length, calm: 0 },
      replication: { offline: 0, underMinIsr: 2, atMinIsr: 0, underReplicated: 0, reassigning: 0, notPreferred: 1 },
      firing: 1,
      parkedDeliveries: 0,
      topicsInDanger: [{ name: 'danger', worst: 'under-min-isr' }],
      engine: { pollId: LAST_POLL, skippedPolls: 0 },
    });
    expect(cluster.worstGroups).toHaveLength(12);
    expect(cluster.brokerList[1]).toMatchObject({
      brokerId: 2,
      state: 'down',
      failure: { code: 'X', since: '1970-01-01T00:00:00.001Z' },
    });
    expect((await json('/api/v1/clusters')).items[0]).toMatchObject({ topics: 3, groups: GROUP_NAMES.length });
  });

  test('that could not be reached yet has no data age', async () => {
    const away = await testStore(database.db, 'away');
    const clusters = [watched('away')];
    install({ clusters });
    await away.write(pollWrite({ cluster: clusterNow({ observedAtMs: null, reachable: false, controller: null }) }));
    expect(await json('/api/v1/clusters/away')).toMatchObject({ observedAt: null, stale: true, reachable: false });
    expect(await json('/api/v1/clusters/away/brokers')).toMatchObject({ controller: null, items: [] });
    install();
  });
});

describe('a group', () => {
  test('shows state, position, lag, leader and member of each partition, worst first', async () => {
    const group = await json('/api/v1/clusters/local/groups/payments');
    const common = {
      topic: 'orders',
      topicId: topicKey('orders').kafkaTopicId,
      metadata: null,
      lagIsAtLeast: false,
    };
    const member = { memberId: 'm-1', clientId: 'worker', memberHost: '/10.0.0.1' };
    expect(group.partitions).toEqual([
      {
        ...common,
        partition: 2,
        state: 'unknown',
        stateSince: new Date(LAST_POLL).toISOString(),
        status: 'NO_DATA',
        statusSince: new Date(LAST_POLL).toISOString(),
        reason: 'broker 2, its leader, did not answer',
        logStart: '0',
        end: null,
        committed: '500',
        lag: '77',
        lagIsLastKnown: true,
        produceRate: null,
        consumeRate: null,
        lagTrend: null,
        drainSeconds: null,
        timeLag: { seconds: null, quality: 'unknown' },
        loss: { deletedUnread: null, notBefore: null, kind: null },
        hotSince: null,
        leader: 3,
        memberId: null,
        clientId: null,
        memberHost: null,
        lastCommitAt: null,
      },
      {
        ...common,
        partition: 0,
        state: 'ok',
        stateSince: null,
        status: 'OK',
        statusSince: new Date(LAST_POLL).toISOString(),
        reason: null,
        logStart: '0',
        end: '1500',
        committed: '1460',
        lag: '40',
        lagIsLastKnown: false,
        produceRate: 10,
        consumeRate: 10,
        lagTrend: 'steady',
        drainSeconds: null,
        timeLag: { seconds: 4.2, quality: 'interpolated' },
        // Where polls tell alone, it was written a minute before that at the earliest.
        loss: { deletedUnread: null, notBefore: new Date(LAST_POLL - 64_200 + WEEK_MS).toISOString(), kind: 'time' },
        hotSince: null,
        leader: 1,
        ...member,
        lastCommitAt: new Date(LAST_POLL).toISOString(),
      },
    ]);
    expect(group.memberList).toMatchObject([{ memberId: 'm-1', lag: '40' }]);
    expect(group).toMatchObject({ stale: false, observedAt: new Date(LAST_POLL).toISOString(), slug: 'payments' });
  });

  test('has the rates at which its positions moved from poll to poll', async () => {
    const from = new Date(LAST_POLL - INTERVAL_MS).toISOString();
    const to = new Date(LAST_POLL + INTERVAL_MS).toISOString();
    const rates = await json(`/api/v1/clusters/local/groups/payments/rates?from=${from}&to=${to}&points=4`);
    expect(rates.produceRate.avg.at(-1)).toBe(10);
    expect(rates.consumeRate.avg.at(-1)).toBe(10);
    const gone = await request('/api/v1/clusters/local/groups/nobody/rates');
    expect(await gone.json()).toMatchObject({ status: 404, code: 'GROUP_NOT_FOUND' });
  });

  test('that reads committed ends at the last stable offset', async () => {
    const clusters = [{ ...watched('local'), readCommittedGroups: ['pay*'] }];
    install({ clusters });
    const group = await json('/api/v1/clusters/local/groups/payments');
    install();
    expect(group.partitions[1]).toMatchObject({ partition: 0, end: '1495', lag: '35' });
  });

  test.each(GROUP_NAMES)('%j is found under its slug, and its links use it', async (name) => {
    // What Postgres cannot hold is replaced in the store, so that is the name it has here.
    const stored = name.replaceAll('\0', '\u{fffd}');
    for (const slug of [groupSlug(name), groupSlug(stored)]) {
      const group = await json(`/api/v1/clusters/local/groups/${slug}`);
      expect(group).toMatchObject({ group: stored, slug: groupSlug(stored) });
      const lag = await json(`/api/v1/clusters/local/groups/${slug}/lag?by=partition`);
      expect(lag.series).toMatchObject([{ key: 'orders/0', topic: 'orders', partition: 0 }]);
    }
  });

  test('with an odd name is found by search and survives its own cursor', async () => {
    const names: string[] = [];
    let cursor = '';
    do {
      const page = await json(`/api/v1/clusters/local/groups?sort=name&limit=1${cursor}`);
      names.push(...page.items.map(({ group }: { group: string }) => group));
      expect(page.total).toBe(GROUP_NAMES.length);
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(names.sort()).toEqual(GROUP_NAMES.map((name) => name.replaceAll('\0', '\u{fffd}')).sort());
  });
});

describe('history', () => {
  const from = new Date(LAST_POLL - 2 * POLLS * INTERVAL_MS).toISOString();
  const to = new Date(LAST_POLL + INTERVAL_MS).toISOString();
  const gap = Array(POLLS + 1).fill(null);

  test('of lag has a bucket for each poll and gaps where there was none', async () => {
    const query = `from=${from}&to=${to}&by=partition&points=500`;
    const lag = await json(`/api/v1/clusters/local/groups/payments/lag?${query}`);
    const values = [...gap, ...Array(POLLS).fill(40)];
    expect(lag).toMatchObject({
      from,
      to,
      by: 'partition',
      unit: 'messages',
      recordedFrom: new Date(LAST_POLL - (POLLS - 1) * INTERVAL_MS).toISOString(),
      bucketMs: INTERVAL_MS,
      buckets: 2 * POLLS + 1,
      series: [{ key: 'orders/0', min: values, avg: values, max: values }],
    });
  });

  test('of lag in seconds is the age of what waits, which one poll alone does not tell', async () => {
    const query = `from=${from}&to=${to}&by=partition&points=500&unit=seconds`;
    const lag = await json(`/api/v1/clusters/local/groups/payments/lag?${query}`);
    // 40 records of the 100 that each interval brings.
    const values = [...gap, null, ...Array(POLLS - 1).fill((0.4 * INTERVAL_MS) / 1000)];
    expect(lag).toMatchObject({ unit: 'seconds', bucketMs: INTERVAL_MS, series: [{ key: 'orders/0', max: values }] });
  });

  test('that is too short tells nothing usual, and why', async () => {
    const { days, low, reason } = await json(`/api/v1/clusters/local/groups/payments/baseline?from=${from}&to=${to}`);
    expect(days).toBe(0);
    expect(new Set(low)).toEqual(new Set([null]));
    expect(reason).toBe('It takes 3 days before, of which 0 are kept.');
  });

  test('of a group that reads committed says what its table says', async () => {
    const clusters = [{ ...watched('local'), readCommittedGroups: ['pay*'] }];
    install({ clusters });
    const { partitions } = await json('/api/v1/clusters/local/groups/payments');
    const lag = await json(`/api/v1/clusters/local/groups/payments/lag?from=${from}&to=${to}&by=partition&points=500`);
    install();
    expect(partitions[1]).toMatchObject({ partition: 0, lag: '35' });
    expect(lag.series).toMatchObject([{ key: 'orders/0', avg: [...gap, ...Array(POLLS).fill(35)] }]);
  });

  test('carries what was last known for three polls, which are as long as patience says', async () => {
    const silent = await testStore(database.db, 'silent');
    await silent.write(poll(0));
    for (let number = 1; number < POLLS; number += 1) {
      const { samples, ...rest } = poll(number);
      const unseen = offsets(NOT_OBSERVED, NOT_OBSERVED, NOT_OBSERVED);
      const topics = [{ topic: topicKey('orders'), logStart: unseen, highWatermark: unseen, open: unseen }];
      await silent.write({ ...rest, samples: samples && { ...samples, topics } });
    }
    const clusters = [watched('silent')];
    const query = `from=${from}&to=${to}&points=500`;
    for (const [patienceMs, polls] of [
      [1_000, 4],
      [45_000, 5],
    ] as const) {
      install({ clusters, limits: { patienceMs } });
      const values = (value: number) => [...gap, ...Array(polls).fill(value), ...Array(POLLS - polls).fill(null)];
      const lag = await json(`/api/v1/clusters/silent/groups/payments/lag?${query}&by=partition`);
      expect(lag.series).toMatchObject([{ key: 'orders/0', avg: values(40) }]);
      const { retained } = await json(`/api/v1/clusters/silent/topics/orders/history?${query}`);
      expect(retained.avg).toEqual(values(2_000));
    }
    install();
  });

  test('of a topic is of the partitions that are known, and says how many are not', async () => {
    const history = await json(`/api/v1/clusters/local/topics/orders/history?from=${from}&to=${to}&points=500`);
    expect(history).toMatchObject({ from, to, buckets: 2 * POLLS + 1 });
    // A rate needs two polls.
    expect(history.produceRate.avg).toEqual([...gap, null, ...Array(POLLS - 1).fill(20)]);
    expect(history.produceRate.unknown).toEqual([...gap.map(() => 0), 0, ...Array(POLLS - 1).fill(1)]);
    expect(history.retained.unknown).toEqual([...gap.map(() => 0), ...Array(POLLS).fill(1)]);
  });

  test('answers for a group and a topic that are gone by now', async () => {
    const gone = await testStore(database.db, 'gone');
    const clusters = [watched('gone')];
    install({ clusters });
    await gone.write(poll(0));
    const atMs = LAST_POLL - (POLLS - 2) * INTERVAL_MS;
    await gone.write(pollWrite({ samples: { atMs, topics: [], subscriptions: [] } }));
    const group = await request('/api/v1/clusters/gone/groups/payments');
    expect(group.status).toBe(404);
    expect((await json('/api/v1/clusters/gone/groups/payments/lag?by=partition')).series).toHaveLength(1);
    await json('/api/v1/clusters/gone/topics/orders/history');
    install();
  });
});

describe('a topic', () => {
  test('with a name of 249 characters, and without a Kafka id, is a topic', async () => {
    expect(await json(`/api/v1/clusters/local/topics/${LONG_TOPIC}`)).toMatchObject({
      name: LONG_TOPIC,
      topicId: null,
    });
  });

  test('shows the positions of the newest poll, and its groups by danger', async () => {
    const topic = await json('/api/v1/clusters/local/topics/orders');
    expect(topic.partitionList).toMatchObject([
      { partition: 0, state: 'ok', logStart: '0', lastStable: '1495', highWatermark: '1500', leader: 1 },
      { partition: 1, lastStable: '1500', highWatermark: '1500' },
      { partition: 2, lastStable: null, highWatermark: null },
    ]);
    expect(topic.groupList).toHaveLength(GROUP_NAMES.length);
    expect(topic.groupList[0]).toMatchObject({ group: '', slug: '~', knownPartitions: 3 });
  });
});

describe('a cluster that was never polled', () => {
  test('is listed as stale, has empty lists, and says so where something is asked for', async () => {
    const clusters = [watched('new')];
    install({ clusters });
    expect(await json('/api/v1/clusters')).toMatchObject({
      items: [{ name: 'new', observedAt: null, stale: true, reachable: true, staleAfterMs: 30_000 }],
    });
    expect(await json('/api/v1/clusters/new')).toMatchObject({ worstGroups: [], engine: { pollId: null } });
    for (const list of ['brokers', 'topics', 'groups']) {
      expect(await json(`/api/v1/clusters/new/${list}`)).toMatchObject({ items: [], observedAt: null, stale: true });
    }
    const group = await request('/api/v1/clusters/new/groups/x');
    expect(await group.json()).toMatchObject({
      code: 'GROUP_NOT_FOUND',
      detail: 'new has no group "x": it has not been polled yet',
    });
    const ready = await request('/api/ready');
    expect(ready.status).toBe(503);
    expect((await ready.json()).checks[1].detail).toBe('new has not been polled yet: is the engine running?');
    install();
  });
});

describe('an old poll', () => {
  test('is stale after 3 intervals or 30 s, whichever is longer', async () => {
    const staleAfter = async (ageMs: number, patienceMs: number) => {
      const now = () => new Date(LAST_POLL + ageMs);
      install({ now, limits: { patienceMs } });
      const { stale } = await json('/api/v1/clusters/local/groups?limit=1');
      const ready = await request('/api/ready');
      expect(ready.status).toBe(stale ? 503 : 200);
      return stale;
    };
    expect(await staleAfter(30_000, 30_000)).toBe(false);
    expect(await staleAfter(30_001, 30_000)).toBe(true);
    expect(await staleAfter(30_001, 60_000)).toBe(false);
    expect(await staleAfter(29_000, 1_000)).toBe(false);
    install();
  });
});
