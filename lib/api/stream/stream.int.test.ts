import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { clusterNow, groupNow, pollWrite, type TestStore, testStore, topicNow } from '#lib/views/testing.ts';
import type { ApiContext } from '../context.ts';
import { pollEventSchema } from '../schemas/stream.ts';
import { closeAllStreams } from '../shutdown.ts';
import { type AuditEntry, installContext, request, testAccess, testContext, testPrincipal } from '../testing.ts';
import { webProcess } from '../web-process.ts';

const START = Math.floor(Date.now() / 10_000) * 10_000;
let database: TestDatabase;
let store: TestStore;
let polls = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  store = await testStore(database.db, 'local');
}, 60_000);
afterAll(() => database.drop());
afterEach(() => closeAllStreams());

/** One more poll, in which one group and no topic changed. */
async function writePoll(): Promise<number> {
  polls += 1;
  const atMs = START + polls * 10_000;
  await store.write(
    pollWrite({
      cluster: clusterNow({ pollId: atMs, observedAtMs: atMs, scheduledAtMs: atMs }),
      samples: { atMs, topics: [], subscriptions: [] },
      topics: [topicNow('orders', 1)],
      groups: [groupNow('moves', { lag: BigInt(polls) }), groupNow('stands')],
    }),
  );
  return atMs;
}

function streamContext(overrides: Partial<ApiContext> = {}): ApiContext {
  const context = testContext(database.db, database.url, overrides);
  installContext(context);
  return context;
}

/** Reads a stream as a browser does. */
function listenTo(response: Response) {
  const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  const block = async (): Promise<string | null> => {
    while (!buffer.includes('\n\n')) {
      const { done, value } = await reader.read();
      if (done) return null;
      buffer += value;
    }
    const end = buffer.indexOf('\n\n');
    const text = buffer.slice(0, end);
    buffer = buffer.slice(end + 2);
    return text;
  };
  return {
    block,
    /** The next poll event; heartbeats are passed over. */
    async poll() {
      for (;;) {
        const text = await block();
        if (text === null) return null;
        const [, id, data] = /^id: local:(\d+)\nevent: poll\ndata: (.*)$/.exec(text) ?? [];
        if (data !== undefined) return { id: Number(id), event: pollEventSchema.strict().parse(JSON.parse(data)) };
      }
    },
    cancel: () => reader.cancel(),
  };
}

const listeners = async () =>
  database.db.query(
    `select pid from pg_stat_activity where datname = current_database() and application_name = 'tidemark-web-listen'`,
    [],
    z.object({ pid: z.int() }),
  );

beforeEach(async () => {
  streamContext();
  await writePoll();
});

test('sends the newest poll at once and each later one when it has been written', async () => {
  const response = await request('/api/v1/stream?cluster=local');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    connection: 'close',
    'x-content-type-options': 'nosniff',
  });
  const stream = listenTo(response);
  expect(await stream.block()).toBe('retry: 2000');
  expect((await stream.poll())?.id).toBe(START + polls * 10_000);
  await untilListening(1);
  const atMs = await writePoll();
  // The look interval of this context is a minute: only the notification can have brought it.
  expect(await stream.poll()).toEqual({
    id: atMs,
    event: {
      cluster: 'local',
      pollId: atMs,
      observedAt: new Date(atMs).toISOString(),
      failed: false,
      groups: 1,
      topics: 0,
      incidents: 0,
    },
  });
});

test('does not repeat the poll the client says it saw last, and sends a newer one at once', async () => {
  const newest = START + polls * 10_000;
  const streamAfter = async (id: string) =>
    listenTo(await request('/api/v1/stream', { headers: { 'last-event-id': id } }));
  expect((await (await streamAfter(`local:${newest - 10_000}`)).poll())?.id).toBe(newest);
  // The poll of another cluster at the same time is another poll.
  expect((await (await streamAfter(`other:${newest}`)).poll())?.id).toBe(newest);
  const same = await streamAfter(`local:${newest}`);
  const atMs = await writePoll();
  expect((await same.poll())?.id).toBe(atMs);
});

test('sends heartbeats while nothing happens', async () => {
  streamContext({ stream: { maxStreams: 3, maxOwn: 3, heartbeatMs: 50, retryMs: 2_000 } });
  const stream = listenTo(await request('/api/v1/stream'));
  await stream.poll();
  expect(await stream.block()).toBe(': still here');
});

/** A second, as usual, is too short for a new connection on a busy machine. */
const untilListening = (connections: number) =>
  vi.waitFor(async () => expect(await listeners()).toHaveLength(connections), { timeout: 10_000 });

test('the connection that listens is made anew when it breaks, and what was missed meanwhile is sent', async () => {
  const stream = listenTo(await request('/api/v1/stream'));
  await stream.poll();
  await untilListening(1);
  const [broken] = await listeners();
  await database.db.execute('select pg_terminate_backend($1)', [broken?.pid ?? 0]);
  await untilListening(0);
  const missed = await writePoll();
  expect((await stream.poll())?.id).toBe(missed);
  await untilListening(1);
  const after = await writePoll();
  expect((await stream.poll())?.id).toBe(after);
});

test('without notifications (behind a pooler) the look finds the poll', async () => {
  const { databasePollFeed } = await import('./database-poll-feed.ts');
  const trouble = vi.fn();
  streamContext({
    polls: databasePollFeed({
      database: database.db,
      url: 'postgres://nobody@127.0.0.1:1/none',
      connectTimeoutMs: 500,
      clusters: ['local'],
      lookIntervalMs: 20,
      onTrouble: trouble,
    }),
  });
  const stream = listenTo(await request('/api/v1/stream'));
  await stream.poll();
  const atMs = await writePoll();
  expect((await stream.poll())?.id).toBe(atMs);
  expect(trouble).toHaveBeenCalled();
});

test('one stream too many is refused with words, and a place that is given back can be taken', async () => {
  streamContext({ stream: { maxStreams: 3, maxOwn: 5, heartbeatMs: 15_000, retryMs: 2_000 } });
  const open = await Promise.all([1, 2, 3].map(() => request('/api/v1/stream')));
  const refused = await request('/api/v1/stream');
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('30');
  expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_STREAMS' });
  await open[0]?.body?.cancel();
  expect((await request('/api/v1/stream')).status).toBe(200);
});

test('one user has at most a share of them, and others go on', async () => {
  const rows: AuditEntry[] = [];
  const stream = { maxStreams: 5, maxOwn: 2, heartbeatMs: 15_000, retryMs: 2_000 };
  const openAs = (id: string) => {
    streamContext({ stream, access: testAccess(testPrincipal(undefined, { id }), rows) });
    return request('/api/v1/stream');
  };
  const open = [await openAs('ada'), await openAs('ada')];
  const refused = await openAs('ada');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
  expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_OWN_STREAMS' });
  expect(rows).toMatchObject([{ row: 'refused', code: 'TOO_MANY_OWN_STREAMS', subject: { actor: { id: 'ada' } } }]);
  expect((await openAs('bob')).status).toBe(200);
  await open[0]?.body?.cancel();
  expect((await openAs('ada')).status).toBe(200);
});

test('HEAD opens no stream, and a client that has gone gives back what it held', async () => {
  expect((await request('/api/v1/stream', { method: 'HEAD' })).status).toBe(200);
  expect(webProcess().openStreams.size).toBe(0);
  const abort = new AbortController();
  await request('/api/v1/stream', { signal: abort.signal });
  expect(webProcess().openStreams.size).toBe(1);
  abort.abort();
  expect(webProcess().openStreams.size).toBe(0);
  await untilListening(0);
});

test('at the end of the process every stream ends', async () => {
  const streams = await Promise.all([1, 2].map(async () => listenTo(await request('/api/v1/stream'))));
  await Promise.all(streams.map((stream) => stream.poll()));
  closeAllStreams();
  expect(await Promise.all(streams.map((stream) => stream.poll()))).toEqual([null, null]);
  await untilListening(0);
});
