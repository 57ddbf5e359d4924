import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { installContext, request, testContext } from '#lib/api/testing.ts';
import { usersAfter } from '../users/stored-user.ts';
import { CALLBACK, OidcInstallation, ORIGIN, pathOf } from './fixtures/installation.ts';
import { startTestProvider } from './fixtures/provider.ts';

let at: OidcInstallation;

beforeAll(async () => {
  at = await OidcInstallation.start();
});
afterAll(() => at.stop());
beforeEach(() => at.reset());

describe('a sign-in at the provider', () => {
  test('leads to the path that it was for, and the browser is somebody', async () => {
    const { browser, end } = await at.signIn('ada', '/clusters/local/groups?search=a%26b');
    expect(pathOf(end)).toBe('/clusters/local/groups?search=a%26b');
    expect(await at.whoIs(browser)).toEqual({ name: 'ada@example.com', roles: [] });
    expect(await at.users()).toEqual([{ email: 'ada@example.com', groups: ['sre'] }]);
  });

  test('stands in the audit log, with what became of the user', async () => {
    await at.signIn();
    const { issuer } = at.provider;
    expect(at.rows).toMatchObject([
      {
        row: 'intended',
        subject: {
          actor: { kind: 'user', name: 'ada@example.com' },
          action: 'session.create',
          target: 'ada@example.com',
        },
        change: { before: null, after: { issuer, user: 'created', groups: ['sre'] } },
      },
      { row: 'concluded', ended: { outcome: 'done' } },
    ]);
  });

  test('sends a challenge, a state and a nonce, and redeems the code with the verifier', async () => {
    const { visited } = await at.begin(at.newBrowser());
    const sent = visited[1]?.searchParams;
    expect(sent?.get('code_challenge_method')).toBe('S256');
    for (const name of ['code_challenge', 'state', 'nonce']) expect(sent?.get(name)?.length).toBeGreaterThan(30);
    expect(sent?.get('redirect_uri')).toBe(CALLBACK);
    await at.signIn();
    expect(String(at.provider.tokenRequests[0]?.code_verifier).length).toBeGreaterThan(42);
  });

  test('keeps none of the provider’s tokens, and no cookie but the session', async () => {
    const { browser } = await at.signIn();
    const { rows: accounts } = await at.base.db.pool.query(
      'select access_token, refresh_token, id_token from app_account',
    );
    expect(accounts).toEqual([{ access_token: null, refresh_token: null, id_token: null }]);
    expect([...(browser.cookies.get('tidemark.test')?.keys() ?? [])]).toEqual(['tidemark.session_token']);
    expect((await at.base.db.pool.query('select * from app_verification')).rows).toEqual([]);
  });

  test('again is the same user', async () => {
    await at.signIn();
    await at.signIn();
    expect(await usersAfter(at.base.db, new Date(), 600_000, { limit: 10, after: null })).toMatchObject([
      { providers: ['oidc'], hasPassword: false },
    ]);
    expect(at.rows.at(-2)).toMatchObject({ change: { before: { groups: ['sre'] }, after: { user: 'known' } } });
  });
});

test('somebody new in two browsers at once is one user, and signed in in both', async () => {
  const both = await Promise.all([at.comeBack('ada'), at.comeBack('ada')]);
  const ends = await Promise.all(both.map(({ browser, back }) => at.goTo(browser, back)));
  expect(ends).toEqual(['/', '/']);
  expect(await at.users()).toHaveLength(1);
});

describe('groups', () => {
  test('bring their grants at once, and take them with them at the next sign-in', async () => {
    await at.grant('group', 'sre', 'operator');
    const { browser } = await at.signIn();
    expect(await at.whoIs(browser)).toMatchObject({ roles: ['operator'] });
    await at.base.db.execute(`update access_grant set role = 'viewer'`);
    expect(await at.whoIs(browser)).toMatchObject({ roles: ['viewer'] });
    at.provider.users.ada = { ...at.provider.users.ada, groups: ['ops'] };
    await at.signIn();
    expect(await at.whoIs(browser)).toMatchObject({ roles: [] });
    expect(await at.users()).toEqual([{ email: 'ada@example.com', groups: ['ops'] }]);
  });

  test('that are told no more are none', async () => {
    await at.signIn();
    at.provider.users.ada = { email: 'ada@example.com' };
    await at.signIn();
    expect(await at.users()).toEqual([{ email: 'ada@example.com', groups: [] }]);
  });

  test('and the address may stand in the userinfo alone', async () => {
    const other = await startTestProvider({ redirectUris: [CALLBACK], users: at.provider.users, claimsIn: 'userinfo' });
    at.serveWith({ issuer: other.issuer });
    await at.signIn();
    await other.close();
    expect(await at.users()).toEqual([{ email: 'ada@example.com', groups: ['sre'] }]);
  });
});

test.each([
  ['https://evil.example/'],
  ['//evil.example/'],
  ['/\\evil.example'],
  ['/%09/evil.example', '/%09/evil.example'],
  ['/\t/evil.example'],
  ['/a/..//evil.example'],
  ['javascript:alert(1)'],
  ['/api/v1/session'],
  ['/sign-in'],
])('goes on to no other place than one of its own: %j', async (next, expected = '/') => {
  const { end } = await at.signIn('ada', next);
  expect(end.origin).toBe(ORIGIN);
  expect(pathOf(end)).toBe(expected);
});

test('sign-ins that are begun and come to nothing are bounded by address, those that come to something are not', async () => {
  at.boundAttempts();
  for (let n = 0; n < 5; n += 1) expect(pathOf((await at.signIn()).end)).toBe('/');
  for (let n = 0; n < 3; n += 1) expect((await at.begin(at.newBrowser())).response.status).toBe(200);
  for (let n = 0; n < 3; n += 1) {
    expect(pathOf((await at.begin(at.newBrowser())).visited.at(-1))).toBe('/sign-in?problem=too-many-attempts');
  }
  expect(at.refusals()).toEqual([[null, 'TOO_MANY_ATTEMPTS']]);
});

test('a page elsewhere begins none with its pictures, frames and scripts, and uses up nobody’s attempts', async () => {
  at.boundAttempts();
  for (const part of ['image', 'iframe', 'script', 'empty']) {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': part };
    const response = await request('/api/v1/sign-in/oidc', { headers });
    expect([response.status, response.headers.getSetCookie()]).toEqual([403, []]);
  }
  expect(at.rows).toMatchObject(Array(4).fill({ row: 'refused', code: 'CROSS_SITE' }));
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' };
  const gone = await request('/api/v1/sign-in/oidc', { headers: link });
  expect([gone.status, new URL(gone.headers.get('location') ?? '').origin]).toEqual([303, at.provider.issuer]);
});

test('nothing of it is there where no provider is set', async () => {
  installContext(testContext(at.base.db, at.base.url));
  for (const path of ['', '/callback']) {
    const response = await request(`/api/v1/sign-in/oidc${path}`);
    expect([response.status, (await response.json()).code]).toEqual([404, 'OIDC_OFF']);
  }
});
