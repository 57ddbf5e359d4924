import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SecretKey } from '#lib/access/secrets/key.ts';
import { checkKey } from '#lib/access/secrets/state.ts';
import { putSecret } from '#lib/access/secrets/store.ts';
import { Secret } from '#lib/config/secret.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { historyBytes } from '#lib/history/storage-watch.ts';
import { brokerNow, clusterNow, offsets, pollWrite, testStore, topicKey, topicNow } from '#lib/views/testing.ts';
import type { ClusterSettings, EngineStatus, Storage } from './schemas/settings.ts';
import { clusterSettingsSchema } from './schemas/settings.ts';
import { installContext, request, testAccess, testContext, testPrincipal, watched } from './testing.ts';

const POLL_MS = Math.floor(Date.now() / 10_000) * 10_000;
const LOST = { current: new SecretKey(new Secret('10'.repeat(32))), previous: [] };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const store = await testStore(database.db, 'local');
  const now = clusterNow({ pollId: POLL_MS, observedAtMs: POLL_MS, scheduledAtMs: POLL_MS });
  await store.write(
    pollWrite({
      cluster: {
        ...now,
        failures: [
          {
            code: 'INCOMPLETE_PERMISSIONS',
            message:
              'groups may be hidden: grant Describe on every group. To grant it: kafka-acls --add --allow-principal User:t --operation Describe --group *',
            brokerId: null,
            sinceMs: POLL_MS,
          },
        ],
        health: { ...now.health, brokerErrors: { 10: 4, 2: 1 }, heapBytes: 5e6, heapLimitBytes: 1e8 },
      },
      brokers: [brokerNow(1)],
      topics: [topicNow('orders', 1)],
      samples: {
        atMs: POLL_MS,
        topics: [{ topic: topicKey('orders'), logStart: offsets(0), highWatermark: offsets(1), open: offsets(0) }],
        subscriptions: [],
      },
    }),
  );
});
afterAll(() => database?.drop());

async function ask<T>(path: string, grants = [{ clusters: '*', role: 'viewer' as const }]) {
  installContext(
    testContext(database.db, database.url, {
      access: testAccess(testPrincipal(grants)),
      clusters: [watched('local'), { ...watched('unpolled'), protected: true }],
    }),
  );
  const response = await request(path);
  return { status: response.status, body: (await response.json()) as T };
}

describe('the clusters', () => {
  test('are told as they are reached, with what they offer, what is hidden, and the commands that show it', async () => {
    const { body } = await ask<{ items: ClusterSettings[] }>('/api/v1/settings/clusters');
    const [local, unpolled] = body.items;
    // Nothing beyond what is documented.
    for (const item of body.items) clusterSettingsSchema.strict().parse(item);
    expect(local).toMatchObject({
      name: 'local',
      bootstrap: ['kafka-1:9092'],
      kafkaVersion: '4.3-IV0',
      readOnly: false,
      identity: { pinned: expect.any(String), foreign: null },
      permissions: {
        lacking: 'groups may be hidden: grant Describe on every group',
        commands: [expect.stringMatching(/^kafka-acls --bootstrap-server kafka-1:9092 --add/)],
      },
    });
    expect(local?.features).toMatchObject({ resetOffsets: true, shareGroups: false });
    expect(unpolled).toMatchObject({
      name: 'unpolled',
      protected: true,
      features: null,
      permissions: null,
      identity: { pinned: null, foreign: null },
    });
  });

  test('are those that the reader may see', async () => {
    const { body } = await ask<{ items: ClusterSettings[] }>('/api/v1/settings/clusters', [
      { clusters: 'un*', role: 'viewer' },
    ]);
    expect(body.items.map(({ name }) => name)).toEqual(['unpolled']);
  });
});

describe('the engine', () => {
  test('is told per cluster: how the newest poll went, who polls, which broker fails how often', async () => {
    const { body } = await ask<{ items: EngineStatus[] }>('/api/v1/settings/engine');
    expect(body.items).toMatchObject([
      {
        cluster: 'local',
        engine: { pollId: POLL_MS, durationMs: 180, requests: 21, phases: { groups: 20 } },
        heap: { bytes: 5e6, limitBytes: 1e8 },
        brokerErrors: [
          { brokerId: 2, polls: 1 },
          { brokerId: 10, polls: 4 },
        ],
        lease: { holder: expect.any(String), expired: false },
      },
      { cluster: 'unpolled', observedAt: null, heap: null, lease: null, brokerErrors: [], engine: { pollId: null } },
    ]);
  });
});

describe('the storage', () => {
  test('is as many bytes as its budget is held against, by family, and since when there is what', async () => {
    const { body } = await ask<Storage>('/api/v1/settings/storage');
    expect(body.bytes).toBe(await historyBytes(database.db));
    expect(body.databaseBytes).toBeGreaterThan(body.bytes);
    const polls = body.families.find(({ family }) => family === 'polls');
    expect(polls).toMatchObject({ since: new Date(POLL_MS).toISOString(), keptMs: null });
    expect(polls?.partitions).toBeGreaterThan(0);
    expect(body.families.find(({ family }) => family === 'chunks')).toMatchObject({
      since: null,
      keptMs: 7 * 86_400_000,
    });
  });

  test('tells whose secrets are lost, and none of them', async () => {
    await checkKey(database.db, LOST);
    await putSecret(database.db, LOST, 'destination/1/url', 'hunter2');
    const { body } = await ask<Storage>('/api/v1/settings/storage');
    expect(body.secrets).toEqual({
      keyId: expect.any(String),
      rightKey: false,
      present: 0,
      ofBefore: 0,
      missing: [{ owner: 'destination/1/url', keyId: LOST.current.id, because: 'other-key' }],
    });
  });

  test('is of the whole installation', async () => {
    const { status } = await ask('/api/v1/settings/storage', [{ clusters: 'local', role: 'viewer' }]);
    expect(status).toBe(403);
  });
});
