import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { request, TEST_SECRET } from '#lib/api/testing.ts';
import { codeOf, IDLE_MS, PASSWORD, SESSION_MS, TestBrowser, TestConsole } from './testing.ts';

const ADA = 'ada@example.com';

let server: TestConsole;
let ada: string;
let browser: TestBrowser;

beforeAll(async () => {
  server = await TestConsole.start();
});
afterAll(() => server.stop());
beforeEach(async () => {
  await server.install();
  ada = await server.user(ADA);
  browser = new TestBrowser();
});

const later = (ms: number) => {
  server.now = new Date(server.now.getTime() + ms);
};

describe('a sign-in by password', () => {
  test('gives a cookie that says who asks, and stands in the audit log', async () => {
    const response = await browser.signIn('Ada@Example.com');
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^tidemark\.session_token=\S+; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect(await browser.who()).toBe(ADA);
    expect(server.rows).toMatchObject([
      { row: 'intended', subject: { actor: { kind: 'user', name: ADA }, action: 'session.create', target: ADA } },
      { row: 'concluded', ended: { outcome: 'done' } },
    ]);
  });

  test('over TLS gives one that is never sent without', async () => {
    server.isSecure = true;
    const [cookie] = (await browser.signIn(ADA)).headers.getSetCookie();
    expect(cookie).toMatch(
      /^__Host-tidemark\.session_token=\S+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(await browser.who()).toBe(ADA);
  });

  test('gives a new session each time, whatever the browser brought along', async () => {
    const planted = new TestBrowser();
    await planted.signIn(ADA);
    browser.cookies.set('tidemark.session_token', planted.cookie.split('=')[1] ?? '');
    const before = browser.cookie;
    await browser.signIn(ADA);
    expect(browser.cookie).not.toBe(before);
    expect(await browser.who()).toBe(ADA);
  });

  test('ends the session that the browser had, and drops all that are over', async () => {
    await browser.signIn(ADA);
    const other = new TestBrowser();
    await other.signIn(ADA);
    await browser.signIn(ADA);
    const count = async () => {
      const [row] = await server.base.db.query(
        'select count(*)::int as n from app_session',
        [],
        z.object({ n: z.int() }),
      );
      return row?.n;
    };
    expect(await count()).toBe(2);
    expect(await other.who()).toBe(ADA);
    await server.base.db.execute(`update app_session set expires_at = $1`, [server.now]);
    await new TestBrowser().signIn(ADA);
    expect(await count()).toBe(1);
  });

  test('takes a session that nobody made for nothing', async () => {
    browser.cookies.set('tidemark.session_token', 'chosen-by-somebody-else');
    expect(await browser.who()).toBeNull();
    await browser.signIn(ADA);
    expect(browser.cookie).not.toContain('chosen');
  });
});

describe('refused alike', () => {
  test('are a wrong password, an address that nobody has, and a user who is disabled', async () => {
    await server.user('eve@example.com');
    await server.base.db.execute(`update app_user set disabled = true where email = 'eve@example.com'`);
    const answers = [
      await browser.signIn(ADA, 'not this one'),
      await browser.signIn('nobody@example.com'),
      await browser.signIn('eve@example.com'),
    ];
    const told = await Promise.all(answers.map((answer) => answer.json()));
    for (const [index, answer] of answers.entries()) {
      expect(answer.status).toBe(401);
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect({ ...told[index], requestId: '' }).toEqual({ ...told[0], requestId: '' });
    }
    expect(server.rows).toMatchObject(
      [ADA, 'nobody@example.com', 'eve@example.com'].map((target) => ({
        row: 'refused',
        code: 'INVALID_CREDENTIALS',
        subject: { actor: { kind: 'anonymous' }, action: 'session.create', target },
      })),
    );
    expect(
      JSON.stringify(server.rows, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('not this one');
  });

  test('in the same time: a password is hashed for an address that nobody has, too', async () => {
    // Processor time of this process: how busy the machine is with other things does not count.
    const cpuMs = async (email: string) => {
      const before = process.cpuUsage();
      for (let nth = 0; nth < 4; nth++) await browser.signIn(email, 'not this one');
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    };
    await cpuMs(ADA);
    const [known, unknown] = [await cpuMs(ADA), await cpuMs('nobody@example.com')];
    // A hash takes many times what all else does, so without one the times would be far apart.
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });

  test('a user without a password, who signs in elsewhere', async () => {
    await server.base.db.execute('update app_account set password = null');
    expect(await codeOf(await browser.signIn(ADA))).toBe('INVALID_CREDENTIALS');
  });
});

test.each([
  ['no address', 'ada', PASSWORD, 'email'],
  ['no password', ADA, '', 'password'],
  ['a password too long to be one', ADA, 'x'.repeat(257), 'password'],
])('%s is said at its field, and is in no audit log', async (_, email, password, parameter) => {
  const { code, errors } = await (await browser.signIn(email, password)).json();
  expect({ code, errors }).toMatchObject({ code: 'INVALID_PARAMETER', errors: [{ parameter }] });
  expect(server.rows).toEqual([]);
});

test('a page of another site signs nobody in or out', async () => {
  const framed = new TestBrowser({ 'sec-fetch-site': 'cross-site', host: 'localhost' });
  expect(await codeOf(await framed.signIn(ADA))).toBe('CROSS_SITE');
  await browser.signIn(ADA);
  for (const [name, value] of browser.cookies) framed.cookies.set(name, value);
  expect(await codeOf(await framed.send('DELETE', '/api/v1/session'))).toBe('CROSS_SITE');
  expect(await browser.who()).toBe(ADA);
});

describe('a session holds', () => {
  beforeEach(() => browser.signIn(ADA));

  test('until it is signed out of, and then nobody has it', async () => {
    const kept = browser.cookie;
    expect((await browser.send('DELETE', '/api/v1/session')).status).toBe(200);
    expect(browser.cookie).toBe('');
    const response = await request('/api/v1/clusters', { headers: { cookie: kept } });
    expect(await codeOf(response)).toBe('UNAUTHENTICATED');
  });

  test('as long as it lasts, however much it is used', async () => {
    for (let used = 0; used < SESSION_MS; used += IDLE_MS / 2) {
      expect(await browser.who()).toBe(ADA);
      later(IDLE_MS / 2);
    }
    // The end is counted from the sign-in, a moment after this clock was set.
    later(IDLE_MS / 2);
    expect(await browser.who()).toBeNull();
  });

  test('until nothing was heard of it for too long', async () => {
    later(IDLE_MS - 1_000);
    expect(await browser.who()).toBe(ADA);
    later(IDLE_MS + 1_000);
    expect(await browser.who()).toBeNull();
  });

  test('no longer than its user is enabled', async () => {
    await server.base.db.execute('update app_user set disabled = true where id = $1', [ada]);
    expect(await browser.who()).toBeNull();
  });

  test('no longer than its user is there', async () => {
    await server.base.db.execute('delete from app_user where id = $1', [ada]);
    expect(await browser.who()).toBeNull();
  });

  test('and may do what its user may now: a grant that is taken away counts at once', async () => {
    expect((await browser.send('GET', '/api/v1/clusters')).status).toBe(200);
    await server.base.db.execute('delete from access_grant');
    expect(await codeOf(await browser.send('GET', '/api/v1/clusters'))).toBe('FORBIDDEN');
  });

  test('and what the groups of its user may', async () => {
    await server.base.db.execute('delete from access_grant');
    await server.base.db.execute(`update app_user set groups = '{sre,dev}'`);
    await server.base.db.execute(
      `insert into access_grant (principal_kind, principal_id, clusters, role) values
       ('group', 'sre', 'loc*', 'operator'), ('group', 'other', '*', 'admin'), ('user', 'sre', '*', 'admin')`,
    );
    expect(await (await browser.send('GET', '/api/v1/session')).json()).toMatchObject({
      grants: [{ clusters: 'loc*', role: 'operator' }],
      installation: null,
      clusters: [{ name: 'local', role: 'operator' }],
    });
  });
});

describe('a cookie is nobody’s', () => {
  const signed = (token: string, secret: string) =>
    encodeURIComponent(`${token}.${createHmac('sha256', secret).update(token).digest('base64')}`);

  test.each<[string, (token: string) => string]>([
    ['without a signature', (token) => token],
    ['with that of another secret', (token) => signed(token, 'x'.repeat(64))],
    ['with that of another token', (token) => signed(token, TEST_SECRET).replace(/^.{8}/, 'AAAAAAAA')],
    ['with half of it', (token) => signed(token, TEST_SECRET).slice(0, -12)],
    ['for a token that was never given', () => signed('n'.repeat(32), TEST_SECRET)],
    ['that is no text', () => '%ff.%ff'],
    ['that is empty', () => ''],
    ['with SQL in it', () => signed(`' or true --`, TEST_SECRET)],
  ])('%s', async (_, cookieOf) => {
    await browser.signIn(ADA);
    const token = decodeURIComponent(browser.cookie.split('=')[1] ?? '').split('.')[0] ?? '';
    browser.cookies.set('tidemark.session_token', signed(token, TEST_SECRET));
    expect(await browser.who()).toBe(ADA);
    browser.cookies.set('tidemark.session_token', cookieOf(token));
    expect(await browser.who()).toBeNull();
  });
});
