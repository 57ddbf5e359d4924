import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Grant } from '#lib/access/principal.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { OBSERVED_AT, pollWrite, testStore } from '#lib/views/testing.ts';
import type { ApiContext } from './context.ts';
import { connectionOf, noteConnection } from './peer-address.ts';
import {
  type AuditEntry,
  installContext,
  request,
  testAccess,
  testContext,
  testMetrics,
  testPrincipal,
  watched,
} from './testing.ts';

const CLUSTERS = ['orders', 'billing'];
const PATHS = ['/metrics', '/metrics/kafka-exporter?cluster=orders', '/metrics/kafka-lag-exporter?cluster=orders'];
let database: TestDatabase;
let refused: AuditEntry[];

beforeAll(async () => {
  database = await createTestDatabase();
  for (const name of CLUSTERS) await (await testStore(database.db, name)).write(pollWrite());
}, 60_000);
afterAll(() => database.drop());
beforeEach(() => {
  refused = [];
  install(null);
});

function install(principal: Parameters<typeof testAccess>[0], open = false): void {
  const overrides: Partial<ApiContext> = {
    clusters: CLUSTERS.map(watched),
    access: testAccess(principal, refused),
    metrics: testMetrics({ open }),
    now: () => new Date(OBSERVED_AT + 4_000),
  };
  installContext(testContext(database.db, database.url, overrides));
}

/** Headers as a request has them that came from there. */
function from(peer: string, headers: Record<string, string> = {}): Record<string, string> {
  const arrived = { ...headers };
  noteConnection(
    arrived,
    connectionOf(peer, { host: '127.0.0.1:3000', ...headers }, (address) => address === '10.0.0.1'),
  );
  return arrived;
}

const status = async (headers: Record<string, string>, path = '/metrics') => (await request(path, { headers })).status;
const clustersIn = async (headers: Record<string, string> = {}) => {
  const text = await (await request('/metrics', { headers })).text();
  return [...text.matchAll(/^tidemark_cluster_reachable\{cluster="(\w+)"\}/gm)].map(([, name]) => name).toSorted();
};

test.each(PATHS)('%s is open to programs of this machine', async (path) => {
  for (const peer of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) expect(await status(from(peer), path)).toBe(200);
});

test.each(PATHS)('%s is closed to all others, and the refusal is written down', async (path) => {
  expect(await status(from('192.0.2.1'), path)).toBe(401);
  expect(refused).toMatchObject([{ row: 'refused', code: 'UNAUTHENTICATED' }]);
});

test.each<[string, string, Record<string, string>]>([
  ['says that it is local', '192.0.2.1', { 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' }],
  ['comes through a proxy on this machine', '127.0.0.1', { 'x-forwarded-for': '192.0.2.1' }],
  ['comes through our proxy, which says that it is local', '10.0.0.1', { 'x-forwarded-for': '127.0.0.1' }],
  ['comes by way of something that names itself', '127.0.0.1', { via: '1.1 cache' }],
  ['comes by a name that people elsewhere use', '127.0.0.1', { host: 'tidemark.example.com' }],
])('it is closed to one that %s', async (_, peer, headers) => {
  expect(await status(from(peer, headers))).toBe(401);
});

test('it is closed where nobody knows where a request came from', async () => {
  expect(await status({})).toBe(401);
});

test('a setting opens it to anybody', async () => {
  install(null, true);
  expect(await status(from('192.0.2.1'))).toBe(200);
  expect(await clustersIn(from('192.0.2.1'))).toEqual(['billing', 'orders']);
});

test('a token for metrics reads those of its clusters, from anywhere', async () => {
  const token = { kind: 'token', use: 'metrics', ambient: false } as const;
  install(testPrincipal([{ clusters: 'ord*', role: 'viewer' }], token));
  const headers = from('192.0.2.1', { authorization: 'Bearer x' });
  expect(await clustersIn(headers)).toEqual(['orders']);
  expect(await status(headers, '/metrics/kafka-exporter?cluster=orders')).toBe(200);
  expect(await status(headers, '/metrics/kafka-exporter?cluster=billing')).toBe(404);
});

test.each<[string, Grant[], string[]]>([
  ['over all', [{ clusters: '*', role: 'viewer' }], ['billing', 'orders']],
  ['on one', [{ clusters: 'billing', role: 'operator' }], ['billing']],
])('a viewer %s reads those of what he may see', async (_, grants, clusters) => {
  install(testPrincipal(grants));
  expect(await clustersIn(from('192.0.2.1'))).toEqual(clusters);
});

test('a token for something else, and a user without a grant, read nothing', async () => {
  const events = testPrincipal(undefined, { kind: 'token', use: 'events', ambient: false });
  for (const principal of [events, testPrincipal([])]) {
    install(principal);
    expect(await status(from('192.0.2.1'))).toBe(403);
  }
});

test('a token is judged as one also on this machine', async () => {
  install(testPrincipal([{ clusters: 'orders', role: 'viewer' }], { kind: 'token', use: 'metrics', ambient: false }));
  expect(await clustersIn(from('127.0.0.1', { authorization: 'Bearer x' }))).toEqual(['orders']);
});

test('being on this machine opens nothing but the metrics', async () => {
  for (const path of ['/api/v1/clusters', '/api/v1/clusters/orders', '/api/v1/stream', '/api/v1/openapi.json']) {
    expect(await status(from('127.0.0.1'), path), path).toBe(401);
  }
});
