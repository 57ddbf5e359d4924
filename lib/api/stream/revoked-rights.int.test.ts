import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { TestBrowser, TestConsole } from '#lib/access/identity/testing.ts';
import { clusterNow, pollWrite, type TestStore, testStore } from '#lib/views/testing.ts';
import { closeAllStreams } from '../shutdown.ts';

/** What somebody has open when an admin, or he himself elsewhere, takes away what let him in: through the API alone. */

const ADMIN = 'ada@example.com';
const USER = 'bob@example.com';
const START = Math.floor(Date.now() / 10_000) * 10_000;
let server: TestConsole;
let store: TestStore;
let polls = 0;
let admin: TestBrowser;
let browser: TestBrowser;

beforeAll(async () => {
  server = await TestConsole.start();
  store = await testStore(server.base.db, 'local');
}, 60_000);
afterAll(() => server?.stop());
afterEach(() => closeAllStreams());
beforeEach(async () => {
  await server.install();
  await server.user(ADMIN, [{ clusters: '*', role: 'admin' }]);
  await server.user(USER, [{ clusters: 'local', role: 'operator' }]);
  [admin, browser] = [new TestBrowser(), new TestBrowser()];
  await admin.signIn(ADMIN);
  await browser.signIn(USER);
  await writePoll();
});

async function writePoll(): Promise<void> {
  polls += 1;
  const atMs = START + polls * 10_000;
  const cluster = clusterNow({ pollId: atMs, observedAtMs: atMs, scheduledAtMs: atMs });
  await store.write(pollWrite({ cluster, samples: { atMs, topics: [], subscriptions: [] } }));
}

/** A stream of the user's browser: how many polls it told of, and whether it has ended. */
async function follow() {
  const response = await browser.send('GET', '/api/v1/stream');
  expect(response.status).toBe(200);
  const told = { polls: 0, hasEnded: false };
  const read = async () => {
    for await (const text of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      told.polls += [...text.matchAll(/^event: poll$/gm)].length;
    }
    told.hasEnded = true;
  };
  void read();
  await vi.waitFor(() => expect(told.polls).toBe(1));
  return told;
}

const itemsSchema = z.object({
  items: z.array(
    z.object({ id: z.string(), email: z.string().optional(), principal: z.object({ name: z.string() }).optional() }),
  ),
});

/** The id of what a list of the admin has for the user. */
async function idOf(path: string): Promise<string> {
  const { items } = itemsSchema.parse(await (await admin.send('GET', path)).json());
  const found = items.find(({ email, principal }) => email === USER || principal?.name === USER);
  if (found === undefined) throw new Error(`${path} has nothing of ${USER}`);
  return found.id;
}

const done = async (response: Promise<Response>): Promise<void> => {
  const { status } = await response;
  expect(status).toBe(200);
};

test.each<[string, () => Promise<void>, number]>([
  [
    'the grant is taken away',
    async () => done(admin.send('DELETE', `/api/v1/grants/${await idOf('/api/v1/grants')}`)),
    403,
  ],
  [
    'the user is disabled',
    async () => done(admin.send('PATCH', `/api/v1/users/${await idOf('/api/v1/users')}`, { disabled: true })),
    401,
  ],
  ['it signs out in another tab', () => done(browser.send('DELETE', '/api/v1/session')), 401],
  [
    'the session is ended in another browser',
    async () => {
      const elsewhere = new TestBrowser();
      await elsewhere.signIn(USER);
      const { items } = await (await elsewhere.send('GET', '/api/v1/sessions')).json();
      const other = items.find((session: { current: boolean }) => !session.current);
      await done(elsewhere.send('DELETE', `/api/v1/sessions/${other.id}`));
    },
    401,
  ],
])(
  'a stream that is open when %s ends with the next poll, and what is asked then is refused',
  async (_, takeAway, status) => {
    const kept = browser.cookie;
    const told = await follow();
    await writePoll();
    await vi.waitFor(() => expect(told.polls).toBe(2));
    await takeAway();
    await writePoll();
    await vi.waitFor(() => expect(told.hasEnded).toBe(true));
    expect(told.polls).toBe(2);
    const again = new TestBrowser({ cookie: kept });
    for (const path of ['/api/v1/clusters/local', '/api/v1/stream', '/api/v1/clusters/local/groups']) {
      expect((await again.send('GET', path)).status, path).toBe(status);
    }
  },
);

test('a role that is lowered counts with the next change, and leaves the stream open', async () => {
  const told = await follow();
  await done(admin.send('PATCH', `/api/v1/grants/${await idOf('/api/v1/grants')}`, { role: 'viewer' }));
  expect((await browser.send('GET', '/api/v1/audit')).status).toBe(403);
  await writePoll();
  await vi.waitFor(() => expect(told.polls).toBe(2));
  expect(told.hasEnded).toBe(false);
});
