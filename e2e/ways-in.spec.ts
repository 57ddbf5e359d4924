import { once } from 'node:events';
import { type IncomingMessage, request as send } from 'node:http';
import { expect, test } from '@playwright/test';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { freePorts } from '#scripts/local/ports.ts';
import type { Child } from '#scripts/run/child.ts';
import { startConsole, urlOf } from '#scripts/run/console.ts';
import { ADMIN, ADMIN_SETTINGS, asAdmin } from '#scripts/test/admin.ts';
import { NOBODY_STATE } from './admin-state.ts';
import { CLUSTER, settled } from './console.ts';

/**
 * Ways in that hang on who is at the other end of the socket, on the built console: all of 127.0.0.0/8 is this machine, and a client
 * chooses which of its addresses it comes from.
 */
test.describe.configure({ mode: 'serial' });
test.use({ storageState: NOBODY_STATE });

const PROXY = '127.0.0.2';
const SOMEBODY = '127.0.0.3';

let database: TestDatabase;
let console_: Child;
let baseURL: string;

test.beforeAll(async () => {
  test.setTimeout(90_000);
  const [port = 0] = await freePorts(1);
  const address = { host: '127.0.0.1', port };
  baseURL = urlOf(address);
  database = await createTestDatabase();
  console_ = await startConsole(address, {
    KAFKA_BROKERS: process.env.TIDEMARK_TEST_KAFKA ?? '',
    DATABASE_URL: database.url,
    TIDEMARK_POLL_INTERVAL: '2s',
    TIDEMARK_HEADER_USER: 'x-forwarded-email',
    TIDEMARK_HEADER_GROUPS: 'x-forwarded-groups',
    TIDEMARK_HEADER_PROXIES: PROXY,
    TIDEMARK_ANONYMOUS_VIEWER: 'local',
    TIDEMARK_ATTEMPTS_PER_ADDRESS: '3',
    TIDEMARK_TOKEN_ATTEMPTS_PER_ADDRESS: '3',
    TIDEMARK_ATTEMPTS_WINDOW: '4s',
    ...ADMIN_SETTINGS,
  });
});
test.afterAll(async () => {
  await console_?.stop(10_000);
  await database?.drop();
});

interface Sent {
  headers?: Record<string, string>;
  method?: string;
  body?: unknown;
}

async function sendFrom(localAddress: string, path: string, { headers = {}, method = 'GET', body }: Sent = {}) {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = send(`${baseURL}${path}`, { method, headers: { ...type, ...headers }, localAddress });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [response]: IncomingMessage[] = await once(sent, 'response');
  if (response === undefined) throw new Error('no response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  const isJson = response.headers['content-type']?.includes('json');
  return { status: response.statusCode, answer: isJson ? JSON.parse(text) : null, headers: response.headers };
}

test('a proxy says who asks, for the API and for pages', async () => {
  const headers = { 'x-forwarded-email': 'Ada@example.com', 'x-forwarded-groups': 'sre' };
  const { answer } = await sendFrom(PROXY, '/api/v1/session', { headers });
  expect(answer.who).toEqual({ kind: 'user', name: 'ada@example.com', signedIn: false });
  expect(await sendFrom(PROXY, CLUSTER, { headers })).toMatchObject({ status: 200 });
});

test('nobody else does, and it is in the audit log', async () => {
  const headers = { 'x-forwarded-email': ADMIN.email, 'x-forwarded-for': PROXY };
  for (const path of ['/api/v1/session', '/api/v1/users', '/api/health']) {
    expect(await sendFrom(SOMEBODY, path, { headers }), path).toMatchObject({
      status: 403,
      answer: { code: 'HEADER_REFUSED' },
    });
  }
  const admin = await asAdmin(baseURL);
  const refused = async () => {
    const { answer } = await sendFrom('127.0.0.1', '/api/v1/audit?outcome=refused', { headers: admin });
    return answer.items.map((row: { origin: { address: string }; detail: string }) => [row.origin.address, row.detail]);
  };
  await expect.poll(refused).toContainEqual([SOMEBODY, 'HEADER_REFUSED']);
});

test('guessed passwords and tokens end with 429, and the right one comes in after the window', async () => {
  const signIn = (password: string) =>
    sendFrom(SOMEBODY, '/api/v1/session', { method: 'POST', body: { email: ADMIN.email, password } });
  const guesses = [];
  for (let n = 0; n < 6; n += 1) guesses.push((await signIn(`wrong ${n}`)).status);
  expect(guesses.filter((status) => status === 401).length).toBeGreaterThanOrEqual(3);
  expect(guesses).toContain(429);
  await expect.poll(async () => (await signIn(ADMIN.password)).status, { timeout: 30_000 }).toBe(200);

  const ask = () => sendFrom(SOMEBODY, '/api/v1/users', { headers: { authorization: 'Bearer wrong' } });
  const asked = [];
  for (let n = 0; n < 6; n += 1) asked.push(await ask());
  const last = asked.find(({ status }) => status === 429);
  expect(last?.answer.code).toBe('TOO_MANY_ATTEMPTS');
  expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
});

test('whoever is not signed in looks at what a setting shows, and finds the way to the sign-in', async ({ page }) => {
  await page.goto(`${baseURL}${CLUSTER}/topics`);
  await settled(page);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel('Email').fill(ADMIN.email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: `Signed in as ${ADMIN.email}` })).toBeVisible();
});
