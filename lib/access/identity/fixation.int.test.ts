import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { TestBrowser, TestConsole } from './testing.ts';

/** Sessions that somebody planted in the browser of somebody else: they never become those of who signs in there. */

const ADA = 'ada@example.com';
const MALLORY = 'mallory@example.com';
const COOKIE = 'tidemark.session_token';
let server: TestConsole;

beforeAll(async () => {
  server = await TestConsole.start();
}, 60_000);
afterAll(() => server?.stop());
beforeEach(async () => {
  await server.install();
  await server.user(ADA);
  await server.user(MALLORY);
});

async function signedIn(email: string, browser = new TestBrowser()): Promise<TestBrowser> {
  expect((await browser.signIn(email)).status).toBe(200);
  return browser;
}

function browserWith(name: string, value: string): TestBrowser {
  const browser = new TestBrowser();
  browser.cookies.set(name, value);
  return browser;
}

const tokens = async (): Promise<string[]> =>
  (await server.base.db.query('select token from app_session', [], z.object({ token: z.string() }))).map(
    ({ token }) => token,
  );

test.each([
  ['made up', COOKIE, 'planted'],
  ['made up, with a signature', COOKIE, 'planted.c2lnbmF0dXJl'],
])('a sign-in gives a new session, whatever cookie was there: %s', async (_, name, value) => {
  const browser = await signedIn(ADA, browserWith(name, value));
  expect(await browser.who()).toBe(ADA);
  expect(browser.cookie).not.toContain('planted');
  expect(await tokens()).not.toContain('planted');
  expect(await browserWith(name, value).who()).toBeNull();
});

test('the session of somebody else that was planted does not become that of who signs in', async () => {
  const planted = (await signedIn(MALLORY)).cookies.get(COOKIE) ?? '';
  const browser = await signedIn(ADA, browserWith(COOKIE, planted));
  expect(await browser.who()).toBe(ADA);
  expect(browser.cookies.get(COOKIE)).not.toBe(planted);
  expect(await browserWith(COOKIE, planted).who()).not.toBe(ADA);
});

test('each sign-in of one user is a session of its own', async () => {
  const [first, second] = [await signedIn(ADA), await signedIn(ADA)];
  expect(first.cookie).not.toBe(second.cookie);
});

test('a session that was signed out is nobody’s, also where its cookie was kept', async () => {
  const browser = await signedIn(ADA);
  const kept = browserWith(COOKIE, browser.cookies.get(COOKIE) ?? '');
  expect(await kept.who()).toBe(ADA);
  expect((await browser.send('DELETE', '/api/v1/session')).status).toBe(200);
  expect(await kept.who()).toBeNull();
  expect((await kept.send('GET', '/api/v1/clusters')).status).toBe(401);
});

test('over TLS a cookie that came without it is nobody’s: anybody in between could have written it', async () => {
  const browser = await signedIn(MALLORY);
  server.isSecure = true;
  expect(await browser.who()).toBeNull();
  expect((await browser.send('GET', '/api/v1/clusters')).status).toBe(401);
  await signedIn(ADA, browser);
  expect(await browser.who()).toBe(ADA);
  expect([...browser.cookies.keys()]).toContain(`__Host-${COOKIE}`);
});

test('of two cookies of one browser none is left when it signs in anew, nor when it signs out', async () => {
  const plain = (await signedIn(MALLORY)).cookies.get(COOKIE) ?? '';
  server.isSecure = true;
  const browser = await signedIn(ADA);
  browser.cookies.set(COOKIE, plain);
  await signedIn(ADA, browser);
  expect(await browserWith(COOKIE, plain).who()).toBeNull();
  server.isSecure = false;
  browser.cookies.set(COOKIE, (await signedIn(MALLORY)).cookies.get(COOKIE) ?? '');
  server.isSecure = true;
  expect((await browser.send('DELETE', '/api/v1/session')).status).toBe(200);
  expect(await browser.who()).toBeNull();
});

test('the token of a session is none without its signature, nor with that of another', async () => {
  const parts = async (email: string) =>
    decodeURIComponent((await signedIn(email)).cookies.get(COOKIE) ?? '').split('.');
  const [[token = '', own = ''], [, other = '']] = [await parts(ADA), await parts(MALLORY)];
  expect(await browserWith(COOKIE, encodeURIComponent(`${token}.${own}`)).who()).toBe(ADA);
  for (const forged of [token, `${token}.`, `${token}.${other}`, `.${own}`]) {
    expect(await browserWith(COOKIE, encodeURIComponent(forged)).who(), forged).toBeNull();
  }
});
