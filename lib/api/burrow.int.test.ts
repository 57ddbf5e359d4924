import { hostname } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { event } from '#lib/events/event.ts';
import { type GroupNow, NO_COMMIT, NOT_OBSERVED, type PollWrite } from '#lib/history/contract.ts';
import type { BurrowRules } from '#lib/lag/burrow/verdict.ts';
import {
  clusterNow,
  groupNow,
  memberNow,
  offsets,
  pollWrite,
  subscriptionNow,
  testStore,
  topicKey,
  topicNow,
} from '#lib/views/testing.ts';
import type { ApiContext } from './context.ts';
import { groupSlug } from './group-slug.ts';
import { installContext, request, testAccess, testContext, testPrincipal, watched } from './testing.ts';

const INTERVAL_MS = 10_000;
const POLLS = 30;
const LAST_POLL = Date.UTC(2026, 10, 23, 14, 2, 30);
const instantOf = (poll: number): number => LAST_POLL - (POLLS - 1 - poll) * INTERVAL_MS;
const END = 10_000;
/** Where the log ends at a poll: 100 more each time. */
const endAt = (poll: number): number => END + poll * 100;

/** How a group stands at each poll: what it committed on the one partition, and what it is. */
interface Story {
  committed(poll: number): number;
  now?: (poll: number) => Partial<GroupNow>;
}

const holding = {
  memberList: [memberNow('m-1', { clientId: 'worker-1', partitions: [{ topic: 'orders', partitions: [0] }] })],
};
const steady: Partial<GroupNow> = { state: 'Stable', members: 1, ...holding };
const empty: Partial<GroupNow> = { state: 'Empty', members: 0, memberList: [] };
const LEFT_AT = 9;

const STORIES: Record<string, Story> = {
  'caught-up': { committed: endAt, now: () => steady },
  draining: { committed: (poll) => END - 5_000 + poll * 200, now: () => steady },
  behind: { committed: (poll) => END - 5_000 + poll * 50, now: () => steady },
  stuck: { committed: () => END - 5_000, now: () => steady },
  stopped: {
    committed: (poll) => endAt(Math.min(poll, LEFT_AT)) - 200,
    now: (poll) => (poll > LEFT_AT ? empty : steady),
  },
  rewound: { committed: (poll) => (poll < POLLS - 3 ? endAt(poll) - 10 : 50 + poll), now: () => steady },
  'assign-only': { committed: (poll) => endAt(poll) - 10, now: () => empty },
  away: { committed: (poll) => (poll > LEFT_AT ? Number(NOT_OBSERVED) : endAt(poll) - 200), now: () => steady },
  uncommitted: { committed: () => Number(NO_COMMIT), now: () => steady },
  'a/b 🙂': { committed: endAt, now: () => steady },
  '..': { committed: endAt, now: () => steady },
};

function poll(number: number): PollWrite {
  const atMs = instantOf(number);
  const names = Object.entries(STORIES);
  const membership = { group: 'stopped', joined: { count: 0, listed: [] }, left: { count: 1, listed: [] }, members: 0 };
  return pollWrite({
    cluster: clusterNow({ pollId: atMs, observedAtMs: atMs, scheduledAtMs: atMs }),
    topics: [topicNow('orders', 2), topicNow('quiet', 1)],
    groups: [
      ...names.map(([name, { now }]) => groupNow(name, now?.(number))),
      groupNow('marked', steady),
      groupNow('given-up', steady),
    ],
    subscriptions: [
      ...names.map(([name]) => subscriptionNow(name, 'orders', 2)),
      subscriptionNow('marked', 'orders', 2, { exceptions: [exception('ok', '0')] }),
      subscriptionNow('given-up', 'orders', 2, { exceptions: [exception('inactive', '5000')] }),
    ],
    samples: {
      atMs,
      topics: [
        {
          topic: topicKey('orders'),
          logStart: offsets(0, 0),
          highWatermark: offsets(endAt(number), number === POLLS - 1 ? NOT_OBSERVED : 7),
          open: offsets(0, 0),
        },
      ],
      subscriptions: [
        ...names.map(([group, { committed }]) => ({
          group,
          topic: topicKey('orders'),
          committed: offsets(storable(committed(number)), NO_COMMIT),
        })),
        ...['marked', 'given-up'].map((group) => ({
          group,
          topic: topicKey('orders'),
          committed: offsets(5, NO_COMMIT),
        })),
      ],
    },
    events: number === LEFT_AT + 1 ? [event('group-emptied', membership)] : [],
  });
}

const storable = (value: number): bigint => (value === Number(NOT_OBSERVED) ? NOT_OBSERVED : BigInt(value));

const exception = (state: string, lag: string) => ({
  partition: 0,
  state,
  sinceMs: null,
  lag,
  lagIsLastKnown: false,
  reason: null,
  metadata: null,
});

let database: TestDatabase;
const now = { value: new Date(LAST_POLL + 4_000) };

function install(overrides: Partial<ApiContext> = {}): ApiContext {
  const context = testContext(database.db, database.url, { now: () => now.value, ...overrides });
  installContext(context);
  return context;
}

beforeAll(async () => {
  database = await createTestDatabase();
  const store = await testStore(database.db, 'local');
  for (let number = 0; number < POLLS; number += 1) await store.write(poll(number));
}, 60_000);
beforeEach(() => {
  now.value = new Date(LAST_POLL + 4_000);
  install();
});
afterAll(() => database?.drop());

async function ask(path: string, init?: RequestInit) {
  const response = await request(path, init);
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
}
const requested = (url: string) => ({ url, host: hostname() });
const consumer = (group: string) => `/v3/kafka/local/consumer/${encodeURIComponent(groupSlug(group))}`;

describe('the verdict on a group', () => {
  test.each([
    ['caught-up', 'OK', 'OK'],
    ['draining', 'OK', 'OK'],
    ['behind', 'WARN', 'WARN'],
    ['stuck', 'ERR', 'STALL'],
    ['stopped', 'ERR', 'STOP'],
    ['rewound', 'ERR', 'REWIND'],
    ['assign-only', 'WARN', 'WARN'],
    // What nobody read is held against nobody: it is judged by what was seen last.
    ['away', 'WARN', 'WARN'],
    ['uncommitted', 'OK', 'OK'],
    // Its consumer cannot commit past a transaction marker.
    ['marked', 'OK', 'OK'],
    ['a/b 🙂', 'OK', 'OK'],
    ['..', 'OK', 'OK'],
  ])('%s is %s, its partition %s', async (group, status, verdict) => {
    const lag = await ask(`${consumer(group)}/lag`);
    expect(lag.status).toBe(200);
    expect(lag.body).toMatchObject({ error: false, message: 'consumer status returned' });
    expect(lag.body.status).toMatchObject({ cluster: 'local', group, status, partition_count: 2 });
    expect(lag.body.status.partitions[0]).toMatchObject({ topic: 'orders', partition: 0, status: verdict });
    const short = await ask(`${consumer(group)}/status`);
    const notOk = lag.body.status.partitions.filter((one: { status: string }) => one.status !== 'OK');
    expect(short.body.status).toEqual({ ...lag.body.status, partitions: notOk });
  });

  test('has the fields of Burrow, and no others', async () => {
    const path = `${consumer('behind')}/status`;
    const commit = (poll: number) => ({
      offset: END - 5_000 + poll * 50,
      timestamp: instantOf(poll),
      observedAt: instantOf(poll),
      lag: 5_000 + poll * 50,
    });
    const partition = {
      topic: 'orders',
      partition: 0,
      owner: '/10.0.0.1',
      client_id: 'worker-1',
      status: 'WARN',
      start: commit(POLLS - 10),
      end: commit(POLLS - 1),
      current_lag: 5_000 + (POLLS - 1) * 50,
      complete: 1,
    };
    expect(await ask(path)).toEqual({
      status: 200,
      type: 'application/json',
      body: {
        error: false,
        message: 'consumer status returned',
        status: {
          cluster: 'local',
          group: 'behind',
          status: 'WARN',
          // The other partition has no commit.
          complete: 0.5,
          partitions: [partition],
          partition_count: 2,
          maxlag: partition,
          totallag: partition.current_lag,
        },
        request: requested(path),
      },
    });
  });

  test('is without a topic that no member subscribes to any more', async () => {
    const { body } = await ask(`${consumer('given-up')}/lag`);
    expect(body.status).toMatchObject({ status: 'OK', partitions: [], partition_count: 0, maxlag: null, totallag: 0 });
  });

  test('goes by the settings', async () => {
    const verdict = async (rules: Partial<BurrowRules>) => {
      install({ burrow: { ...install().burrow, ...rules } });
      return (await ask(`${consumer('stuck')}/status`)).body.status.status;
    };
    expect(await verdict({ allowedLag: 1_000_000 })).toBe('OK');
    expect(await verdict({ intervals: 40, minimumComplete: 0.9 })).toBe('OK');
    expect(await verdict({ intervals: 40 })).toBe('ERR');
  });
});

describe('the commits of a group', () => {
  test('of a steady one are one at each poll', async () => {
    const path = consumer('stuck');
    const { body } = await ask(path);
    expect(body).toEqual({
      error: false,
      message: 'consumer detail returned',
      topics: {
        orders: [
          {
            offsets: Array.from({ length: 10 }, (_, index) => ({
              offset: END - 5_000,
              timestamp: instantOf(POLLS - 10 + index),
              observedAt: instantOf(POLLS - 10 + index),
              lag: 5_000 + (POLLS - 10 + index) * 100,
            })),
            owner: '/10.0.0.1',
            client_id: 'worker-1',
            'current-lag': 5_000 + (POLLS - 1) * 100,
          },
          { offsets: [], owner: '', client_id: '', 'current-lag': 0 },
        ],
      },
      request: requested(path),
    });
  });

  test('of one whose members left are those up to then, however long ago', async () => {
    const { topics } = (await ask(consumer('stopped'))).body;
    const instants = topics.orders[0].offsets.map((commit: { timestamp: number } | null) => commit?.timestamp);
    expect(instants).toEqual(Array.from({ length: 10 }, (_, poll) => instantOf(poll)));
  });
});

describe('what there is', () => {
  test('clusters, those that one may see', async () => {
    const clusters = ['local', 'other'].map(watched);
    install({ clusters });
    expect(await ask('/v3/kafka')).toMatchObject({
      status: 200,
      body: {
        error: false,
        message: 'cluster list returned',
        clusters: ['local', 'other'],
        request: requested('/v3/kafka'),
      },
    });
    install({ clusters, access: testAccess(testPrincipal([{ clusters: 'other', role: 'viewer' }])) });
    expect((await ask('/v3/kafka')).body.clusters).toEqual(['other']);
    expect(await ask(consumer('stuck'))).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });

  test('a cluster, without how Tidemark signs in there', async () => {
    expect((await ask('/v3/kafka/local')).body).toEqual({
      error: false,
      message: 'cluster module detail returned',
      module: {
        'class-name': 'kafka',
        servers: ['kafka-1:9092'],
        'client-profile': {
          name: 'local',
          'client-id': 'tidemark-collector',
          'kafka-version': expect.any(String),
          tls: null,
          sasl: null,
        },
        'topic-refresh': 10,
        'offset-refresh': 10,
      },
      request: requested('/v3/kafka/local'),
    });
  });

  test('topics, their ends, and who reads them', async () => {
    expect((await ask('/v3/kafka/local/topic')).body).toMatchObject({
      message: 'topic list returned',
      topics: ['orders', 'quiet'],
    });
    expect((await ask('/v3/kafka/local/topic/orders')).body).toMatchObject({
      message: 'topic offsets returned',
      offsets: [endAt(POLLS - 1), -1],
    });
    expect((await ask('/v3/kafka/local/topic/quiet')).body).toMatchObject({ offsets: [] });
    const { body } = await ask('/v3/kafka/local/topic/orders/consumers');
    expect(body.message).toBe('consumers of topic returned');
    expect(body.consumers.toSorted()).toEqual([...Object.keys(STORIES), 'marked', 'given-up'].toSorted());
    expect((await ask('/v3/kafka/local/topic/quiet/consumers')).body.consumers).toEqual([]);
  });

  test('groups', async () => {
    const { body } = await ask('/v3/kafka/local/consumer');
    expect(body.message).toBe('consumer list returned');
    expect(body.consumers).toContain('a/b 🙂');
  });

  test('whatever the query says, as Burrow looks at none', async () => {
    expect((await ask('/v3/kafka?_=1763900000')).status).toBe(200);
  });
});

describe('what there is not', () => {
  test.each([
    ['/v3/kafka/none', 'cluster module not found'],
    ['/v3/kafka/none/topic', 'cluster not found'],
    ['/v3/kafka/none/consumer', 'cluster not found'],
    ['/v3/kafka/none/topic/orders/consumers', 'cluster not found'],
    ['/v3/kafka/local/topic/none', 'cluster or topic not found'],
    ['/v3/kafka/none/topic/orders', 'cluster or topic not found'],
    ['/v3/kafka/local/consumer/none', 'cluster or consumer not found'],
    ['/v3/kafka/none/consumer/stuck', 'cluster or consumer not found'],
  ])('%s is "%s"', async (path, message) => {
    expect(await ask(path)).toEqual({
      status: 404,
      type: 'application/json',
      body: { error: true, message, request: requested(path) },
    });
  });

  test.each(['status', 'lag'])('the %s of a group that is none is no error, as with Burrow', async (end) => {
    for (const [cluster, group] of [
      ['local', 'none-such'],
      ['none', 'stuck'],
    ]) {
      const path = `/v3/kafka/${cluster}/consumer/${group}/${end}`;
      expect(await ask(path)).toEqual({
        status: 404,
        type: 'application/json',
        body: {
          error: false,
          message: 'consumer status returned',
          status: {
            cluster,
            group,
            status: 'NOTFOUND',
            complete: 1,
            partitions: [],
            partition_count: 0,
            maxlag: null,
            totallag: 0,
          },
          request: requested(path),
        },
      });
    }
  });
});

describe('nothing current', () => {
  test('is an outage, and no verdict', async () => {
    now.value = new Date(LAST_POLL + 120_000);
    for (const path of [consumer('stuck'), `${consumer('stuck')}/lag`, '/v3/kafka/local/topic/orders']) {
      expect(await ask(path)).toMatchObject({ status: 503, body: { code: 'CLUSTER_STALE' } });
    }
    expect((await ask('/v3/kafka/local/consumer')).status).toBe(200);
  });

  test('of a cluster that was never polled, there are no names', async () => {
    install({ clusters: [watched('new')] });
    expect((await ask('/v3/kafka/new/consumer')).body.consumers).toEqual([]);
    expect((await ask('/v3/kafka/new/topic')).body.topics).toEqual([]);
    expect((await ask('/v3/kafka/new')).body.module['client-profile']['kafka-version']).toBe('');
    expect(await ask('/v3/kafka/new/consumer/g/status')).toMatchObject({ status: 503 });
  });
});

test('switched off, it says how to have it', async () => {
  const { burrow } = install();
  install({ burrow: { ...burrow, enabled: false } });
  for (const path of ['/v3/kafka', '/v3/kafka/local', '/v3/kafka/local/topic', `${consumer('stuck')}/lag`]) {
    expect(await ask(path)).toMatchObject({
      status: 404,
      body: { code: 'BURROW_OFF', detail: 'Set TIDEMARK_BURROW=true to have it' },
    });
  }
});
