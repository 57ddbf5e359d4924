import { afterAll, beforeAll, expect, test } from 'vitest';
import { loaded } from '#lib/config/fixtures/loaded.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { readNow, type StoredNow } from '#lib/history/read/now.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { type SecureKafka, startSecureKafka } from '#lib/kafka/connect/fixtures/secure-kafka.ts';
import { startTokenEndpoint, type TokenEndpoint, unsecuredToken } from '#lib/kafka/connect/fixtures/token-endpoint.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { type TemporaryFolder, temporaryFolder } from '#scripts/local/temporary-folder.ts';
import { until } from '#scripts/local/wait.ts';
import { Collector } from './collector.ts';

const TOPIC = 'poller-orders';
const TOKEN_LIFE_S = 600;

let folder: TemporaryFolder;
let secure: SecureKafka;
let tokens: TokenEndpoint;
let database: TestDatabase;

beforeAll(async () => {
  folder = temporaryFolder('poller');
  [secure, tokens, database] = await Promise.all([
    startSecureKafka(folder.path),
    startTokenEndpoint(({ fields }) => {
      const nowS = Math.floor(Date.now() / 1_000);
      const claims = { sub: 'tidemark', iat: nowS, exp: nowS + TOKEN_LIFE_S, scope: [fields.get('scope')] };
      return { body: JSON.stringify({ access_token: unsecuredToken(claims), expires_in: TOKEN_LIFE_S }) };
    }),
    createTestDatabase(),
  ]);
  const kafka = new TestKafka(new Map(secure.kafka.brokers.map(({ id, host, port }) => [id, { host, port }])));
  await kafka.createTopic(TOPIC, [[1]]);
  await kafka.close();
}, 120_000);
afterAll(async () => {
  await Promise.all([secure?.kafka.stop(), tokens?.close(), database?.drop()]);
  folder?.remove();
}, 60_000);

test('the polls and the beats beside them sign in with one token', async () => {
  const [cluster] = loaded({
    KAFKA_BROKERS: `127.0.0.1:${secure.ports.SASL}`,
    KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
    KAFKA_OAUTH_TOKEN_URL: tokens.url,
    KAFKA_OAUTH_CLIENT_ID: 'tidemark',
    KAFKA_OAUTH_CLIENT_SECRET: 'client-secret',
    KAFKA_OAUTH_SCOPE: 'kafka',
  }).clusters;
  if (!cluster) throw new Error('the settings make no cluster');
  const clusterId = await registerCluster(database.db, cluster.name);
  const collector = new Collector({
    cluster: { ...cluster, pollIntervalMs: 1_000, brokerDeadlineMs: 900 },
    database: database.db,
    holder: 'poller-test',
    patienceMs: 30_000,
    leaseMinTtlMs: 3_000,
    log: { info: () => undefined, warn: () => undefined, error: (fields, message) => console.error(message, fields) },
  });
  try {
    await until(async () => hasAll(await readNow(database.db, clusterId)) || undefined, {
      what: 'offsets, settings and the controller',
      timeoutMs: 30_000,
    });
  } finally {
    await collector.stop();
  }
  expect(tokens.requests.length).toBe(1);
});

/** The polls, the slow beat and the quorum beat have each read something. */
function hasAll(now: StoredNow | null): boolean {
  const topic = now?.topics.find((one) => one.topic.name === TOPIC);
  return topic?.cleanupPolicy === 'delete' && now?.cluster.controller?.kind === 'kraft';
}
