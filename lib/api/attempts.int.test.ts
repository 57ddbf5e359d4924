import { hashPassword } from 'better-auth/crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AttemptLimiter, type AttemptLimits } from '#lib/access/attempts/attempt-limiter.ts';
import { TokenGuesses } from '#lib/access/attempts/token-guesses.ts';
import { makeFirstAdmin } from '#lib/access/identity/first-admin.ts';
import { createToken } from '#lib/access/tokens/create-token.ts';
import { makeToken, writeToken } from '#lib/access/tokens/token.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { tokenGuard } from './attempts.ts';
import { originOf } from './origin.ts';
import { noteConnection } from './peer-address.ts';
import { type AuditEntry, installContext, keptLog, provenAccess, request, testContext } from './testing.ts';

const PASSWORD = 'a long passphrase';
const ADA = 'ada@example.com';
const LIMITS = { perAddress: 3, perAccount: 5, tokensPerAddress: 3, windowMs: 60_000, rememberMs: 60_000 };

let database: TestDatabase;
let rows: AuditEntry[];
let kept: ReturnType<typeof keptLog>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.execute('truncate app_user, access_grant, attempt, api_token, setup_link cascade');
  const admin = { email: ADA, passwordHash: await hashPassword(PASSWORD) };
  await makeFirstAdmin(database.db, admin, null, new Date());
  serveWith({});
});

function serveWith(limits: Partial<AttemptLimits>) {
  const { db, url } = database;
  rows = [];
  const set = { ...LIMITS, ...limits };
  const access = { ...provenAccess(db, rows, { tokens: tokenGuard(new TokenGuesses(set)) }), originOf };
  kept = keptLog();
  installContext(testContext(db, url, { access, attempts: new AttemptLimiter(db, set), log: kept.log }));
}

/** Sends a request as if its socket were connected to that address. */
async function sendFrom(address: string, path: string, init: RequestInit = {}) {
  const headers: Record<string, string> = { 'content-type': 'application/json', ...(init.headers as object) };
  const isForwarded = 'via' in headers;
  noteConnection(headers, { peer: address, client: address, isBehindProxy: false, isForwarded, isToLoopback: false });
  const response = await request(path, { ...init, headers });
  const { code = null } = await response.json();
  return { status: response.status, code, retryAfter: response.headers.get('retry-after') };
}

const signIn = (address: string, password: string, email = ADA) =>
  sendFrom(address, '/api/v1/session', { method: 'POST', body: JSON.stringify({ email, password }) });

const ask = (address: string, token: string) =>
  sendFrom(address, '/api/v1/clusters', { headers: { authorization: `Bearer ${token}` } });

const refusals = () => rows.flatMap((row) => (row.row === 'refused' ? [row] : []));

describe('guessing a password', () => {
  test('from one address ends, and then not even the right one is looked at', async () => {
    for (let n = 0; n < 3; n += 1) expect(await signIn('192.0.2.1', `wrong ${n}`)).toMatchObject({ status: 401 });
    const refused = await signIn('192.0.2.1', PASSWORD);
    expect(refused).toMatchObject({ status: 429, code: 'TOO_MANY_ATTEMPTS' });
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
    expect(Number(refused.retryAfter)).toBeLessThanOrEqual(60);
    expect(await signIn('192.0.2.2', PASSWORD)).toMatchObject({ status: 200 });
  });

  test('from many addresses on one account ends, and whoever was signed in to it goes on', async () => {
    expect(await signIn('192.0.2.1', PASSWORD)).toMatchObject({ status: 200 });
    const guesses = [];
    for (let n = 0; n < 30; n += 1) guesses.push((await signIn(`198.51.100.${n}`, `wrong ${n}`)).status);
    expect(guesses.filter((status) => status === 401)).toHaveLength(5);
    expect(await signIn('203.0.113.1', PASSWORD)).toMatchObject({ status: 429 });
    expect(await signIn('192.0.2.1', PASSWORD)).toMatchObject({ status: 200 });
  });

  test('tells nobody which accounts there are', async () => {
    const answers = async (email: string, address: string) => {
      const all = [];
      for (let n = 0; n < 5; n += 1) all.push((await signIn(address, 'wrong', email)).code);
      return all;
    };
    expect(await answers('nobody@example.com', '192.0.2.7')).toEqual(await answers(ADA, '192.0.2.8'));
  });

  test('is over with its window: the right password comes in again', async () => {
    serveWith({ windowMs: 2_000 });
    for (let n = 0; n < 20; n += 1) await signIn('192.0.2.1', `wrong ${n}`);
    expect(await signIn('192.0.2.1', PASSWORD)).toMatchObject({ status: 429 });
    const comesIn = async () => (await signIn('192.0.2.1', PASSWORD)).status;
    await expect.poll(comesIn, { timeout: 20_000, interval: 100 }).toBe(200);
  });

  test('is in the audit log: each wrong one, and once that there were too many', async () => {
    for (let n = 0; n < 20; n += 1) await signIn('192.0.2.1', `wrong ${n}`);
    expect(refusals().map(({ code }) => code)).toEqual([
      'INVALID_CREDENTIALS',
      'INVALID_CREDENTIALS',
      'INVALID_CREDENTIALS',
      'TOO_MANY_ATTEMPTS',
    ]);
    expect(refusals().at(-1)?.subject).toMatchObject({
      action: 'session.create',
      target: ADA,
      origin: { address: '192.0.2.1' },
    });
  });
});

test('a proxy whose word is not believed is named in the log, once, when its users are in one another’s way', async () => {
  const body = JSON.stringify({ email: ADA, password: 'wrong' });
  for (let n = 0; n < 6; n += 1) {
    await sendFrom('192.0.2.1', '/api/v1/session', { method: 'POST', body, headers: { via: '1.1 nginx' } });
  }
  expect(kept.text().match(/TIDEMARK_TRUSTED_PROXIES/g)).toHaveLength(1);
  expect(kept.text()).toContain('192.0.2.1');
});

test('guessing the token of the one-time link ends', async () => {
  const body = JSON.stringify({ token: 'wrong', email: 'eve@example.com', password: PASSWORD });
  const codes = [];
  for (let n = 0; n < 5; n += 1)
    codes.push((await sendFrom('192.0.2.1', '/api/v1/setup', { method: 'POST', body })).code);
  expect(codes).toEqual([...Array(3).fill('SETUP_LINK_INVALID'), ...Array(2).fill('TOO_MANY_ATTEMPTS')]);
});

describe('guessing an API token', () => {
  const newToken = async () => {
    const parts = makeToken();
    const maker = { id: null, name: 'test' };
    const token = {
      parts,
      name: 'ci',
      use: null,
      grants: [{ clusters: '*', role: 'viewer' as const }],
      expiresAt: null,
    };
    await createToken(database.db, { ...token, maker }, new Date());
    return writeToken(parts);
  };

  test('from one address ends, and then not even the right one is looked at', async () => {
    const right = await newToken();
    for (let n = 0; n < 3; n += 1) {
      expect(await ask('192.0.2.1', writeToken(makeToken()))).toMatchObject({ status: 401 });
    }
    expect(await ask('192.0.2.1', right)).toMatchObject({ status: 429, code: 'TOO_MANY_ATTEMPTS' });
    expect(await ask('192.0.2.2', right)).toMatchObject({ status: 200 });
    expect(refusals().map(({ code }) => code)).toEqual([...Array(3).fill('UNAUTHENTICATED'), 'TOO_MANY_ATTEMPTS']);
  });

  test('is written down where it is refused, whatever was asked of a probe before', async () => {
    const guess = () => ({ headers: { authorization: `Bearer ${writeToken(makeToken())}` } });
    for (let n = 0; n < 5; n += 1) await sendFrom('192.0.2.1', '/api/ready', guess());
    expect(refusals()).toEqual([]);
    expect(await ask('192.0.2.1', writeToken(makeToken()))).toMatchObject({ status: 429 });
    expect(refusals()).toMatchObject([{ code: 'TOO_MANY_ATTEMPTS', subject: { action: 'listClusters' } }]);
  });

  test('stops no program of that address whose token held', async () => {
    const right = await newToken();
    expect(await ask('192.0.2.1', right)).toMatchObject({ status: 200 });
    for (let n = 0; n < 10; n += 1) await ask('192.0.2.1', 'wrong');
    expect(await ask('192.0.2.1', right)).toMatchObject({ status: 200 });
  });
});

test('passwords from very many addresses at once wait in a short line: the rest is told to come back', async () => {
  const sent = Array.from({ length: 70 }, (_, n) =>
    sendFrom(`198.51.100.${n}`, '/api/v1/session', {
      method: 'POST',
      body: JSON.stringify({ email: `nobody-${n}@example.com`, password: 'x' }),
    }),
  );
  const codes = (await Promise.all(sent)).map(({ code }) => code);
  expect(new Set(codes)).toEqual(new Set(['INVALID_CREDENTIALS', 'SIGN_IN_BUSY']));
  expect(codes.filter((code) => code === 'INVALID_CREDENTIALS').length).toBeGreaterThanOrEqual(52);
});
