import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Grant, Principal } from '#lib/access/principal.ts';
import { DatabaseError } from '#lib/db/errors.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { clusterNow, pollWrite, type TestStore, testStore } from '#lib/views/testing.ts';
import { ApiProblem } from '../problem.ts';
import { closeAllStreams } from '../shutdown.ts';
import { installContext, request, testAccess, testContext, testPrincipal, watched } from '../testing.ts';
import { webProcess } from '../web-process.ts';
import { databasePollFeed } from './database-poll-feed.ts';

/** What becomes of an open stream when its principal loses what let it in: on polls that are really written. */

const START = Math.floor(Date.now() / 10_000) * 10_000;
const CLUSTERS = ['local', 'other'];
let database: TestDatabase;
const stores = new Map<string, TestStore>();
let polls = 0;
/** Who the next request, or the next look of a stream, finds there. */
let authenticate: () => Promise<Principal | null>;

beforeAll(async () => {
  database = await createTestDatabase();
  for (const name of CLUSTERS) stores.set(name, await testStore(database.db, name));
}, 60_000);
afterAll(() => database.drop());
afterEach(() => closeAllStreams());
beforeEach(() => {
  authenticate = async () => testPrincipal();
  installContext(
    testContext(database.db, database.url, {
      clusters: CLUSTERS.map(watched),
      access: { ...testAccess(), authenticate: () => authenticate() },
      polls: databasePollFeed({
        database: database.db,
        url: database.url,
        connectTimeoutMs: 5_000,
        clusters: CLUSTERS,
        lookIntervalMs: 60_000,
        onTrouble: () => {},
      }),
    }),
  );
});

const user = (grants: Grant[], overrides: Partial<Principal> = {}) => testPrincipal(grants, overrides);

/** One more poll of both clusters. */
async function writePolls(): Promise<void> {
  polls += 1;
  const atMs = START + polls * 10_000;
  const cluster = clusterNow({ pollId: atMs, observedAtMs: atMs, scheduledAtMs: atMs });
  for (const store of stores.values()) {
    await store.write(pollWrite({ cluster, samples: { atMs, topics: [], subscriptions: [] } }));
  }
}

/** An open stream; what it told so far, and whether it has ended. */
async function follow(path = '/api/v1/stream') {
  const response = await request(path);
  expect(response.status).toBe(200);
  const told = { clusters: [] as string[], hasEnded: false };
  const read = async () => {
    for await (const text of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      told.clusters.push(...[...text.matchAll(/^id: (\w+):\d+$/gm)].map(([, name = '']) => name));
    }
    told.hasEnded = true;
  };
  void read();
  return told;
}

test('goes on while nothing changed', async () => {
  await writePolls();
  const told = await follow();
  await vi.waitFor(() => expect(told.clusters.toSorted()).toEqual(['local', 'other']));
  await writePolls();
  await vi.waitFor(() => expect(told.clusters).toHaveLength(4));
  expect(told.hasEnded).toBe(false);
});

test.each<[string, () => Promise<Principal | null>]>([
  ['its session is revoked', async () => null],
  ['its token is refused', () => Promise.reject(new ApiProblem('UNAUTHENTICATED', 'The token has expired'))],
  ['its last grant is gone', async () => user([])],
  ['its role is gone everywhere but where nothing is polled', async () => user([{ clusters: 'third', role: 'admin' }])],
  ['somebody else is signed in', async () => user([{ clusters: '*', role: 'admin' }], { id: 'user-2' })],
  ['only the anonymous viewer is left', async () => user([{ clusters: '*', role: 'viewer' }], { kind: 'anonymous' })],
  ['nobody can say who it is', () => Promise.reject(new DatabaseError('CONNECTION_LOST', 'away'))],
])('ends with the next poll, and does not tell of it, when %s', async (_, then) => {
  await writePolls();
  const told = await follow();
  await vi.waitFor(() => expect(told.clusters).toHaveLength(2));
  authenticate = then;
  expect(told.hasEnded).toBe(false);
  await writePolls();
  await vi.waitFor(() => expect(told.hasEnded).toBe(true));
  expect(told.clusters).toHaveLength(2);
  expect(webProcess().openStreams.size).toBe(0);
});

test('tells no more of a cluster whose grant is gone, and goes on with the others', async () => {
  await writePolls();
  const told = await follow();
  await vi.waitFor(() => expect(told.clusters).toHaveLength(2));
  authenticate = async () => user([{ clusters: 'oth*', role: 'viewer' }]);
  await writePolls();
  await vi.waitFor(() => expect(told.clusters).toHaveLength(3));
  expect(told.clusters.at(-1)).toBe('other');
  expect(told.hasEnded).toBe(false);
});

test('of one cluster ends with the grant on it, whatever else may be seen', async () => {
  await writePolls();
  const told = await follow('/api/v1/stream?cluster=local');
  await vi.waitFor(() => expect(told.clusters).toEqual(['local']));
  authenticate = async () => user([{ clusters: 'other', role: 'admin' }]);
  await writePolls();
  await vi.waitFor(() => expect(told.hasEnded).toBe(true));
  expect(told.clusters).toEqual(['local']);
});

test('asks once for the events of one moment, and not for heartbeats', async () => {
  await writePolls();
  const looks = vi.fn(async () => testPrincipal());
  authenticate = looks;
  const told = await follow();
  await vi.waitFor(() => expect(told.clusters).toHaveLength(2));
  const before = looks.mock.calls.length;
  await writePolls();
  await vi.waitFor(() => expect(told.clusters).toHaveLength(4));
  expect(looks.mock.calls.length - before).toBeLessThanOrEqual(2);
});
