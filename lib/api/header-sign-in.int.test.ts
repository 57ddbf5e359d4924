import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anonymousViewer } from '#lib/access/anonymous-viewer.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { headerProof, headerSignInOf, refuseForeignHeader } from './header-sign-in.ts';
import { originOf } from './origin.ts';
import { connectionOf, noteConnection } from './peer-address.ts';
import { type AuditEntry, installContext, provenAccess, request, testAccess, testContext, watched } from './testing.ts';

const PROXY = '10.0.3.7';

let database: TestDatabase;
let rows: AuditEntry[];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.execute('truncate app_user, access_grant cascade');
  serveWith({});
});

interface Setup {
  userHeader?: string | null;
  groupsHeader?: string | null;
  proxies?: string[];
  anonymousClusters?: string[];
}

function serveWith({ anonymousClusters = [], ...overrides }: Setup) {
  const { db, url } = database;
  rows = [];
  const byHeader = headerSignInOf({
    userHeader: 'x-user',
    groupsHeader: 'x-groups',
    proxies: ['10.0.3.0/24'],
    ...overrides,
  });
  const now = () => new Date();
  const { audit } = testAccess(null, rows);
  const log = pino({ level: 'silent' });
  const access = {
    ...provenAccess(db, rows, {
      header: byHeader ? headerProof(byHeader, { database: db, audit, log, now }) : undefined,
      anonymous: anonymousViewer(anonymousClusters),
    }),
    originOf,
    inspect: (sent: Request) => byHeader && refuseForeignHeader(sent, byHeader),
  };
  installContext(testContext(db, url, { access, clusters: ['prod', 'dev-1'].map(watched) }));
}

/** Sends a request over a socket that is connected to `peer`. */
async function sendFrom(peer: string, headers: Record<string, string>, path = '/api/v1/session', method = 'GET') {
  const sent: Record<string, string> = { ...headers };
  noteConnection(
    sent,
    connectionOf(peer, headers, () => true),
  );
  const response = await request(path, { method, headers: sent });
  const answer = await response.json();
  return { status: response.status, code: answer.code ?? null, who: answer.who?.name ?? null, answer };
}

const grant = (kind: string, id: string, role: string) =>
  database.db.execute(
    'insert into access_grant (principal_kind, principal_id, clusters, role) values ($1, $2, $3, $4)',
    [kind, id, '*', role],
  );

const users = async () => (await database.db.pool.query('select email, groups from app_user order by email')).rows;

const told = () => rows.map((row) => (row.row === 'concluded' ? 'concluded' : row.subject.action));

describe('a header of the proxy', () => {
  test('signs in whom it names, who becomes a user, once, and in the audit log', async () => {
    const sent = { 'x-user': 'Ada@Example.com', 'x-groups': 'sre,ops' };
    const all = await Promise.all(Array.from({ length: 8 }, () => sendFrom(PROXY, sent)));
    expect(all.map(({ who }) => who)).toEqual(Array(8).fill('ada@example.com'));
    expect(await users()).toEqual([{ email: 'ada@example.com', groups: ['sre', 'ops'] }]);
    expect(told()).toEqual(['user.create', 'concluded']);
    expect(rows[0]).toMatchObject({
      subject: { actor: { kind: 'system', name: 'proxy' }, target: 'ada@example.com', origin: { address: PROXY } },
      change: { before: null, after: { groups: ['sre', 'ops'] } },
    });
  });

  test('brings grants of groups at once, and takes them with it', async () => {
    await grant('group', 'sre', 'admin');
    expect((await sendFrom(PROXY, { 'x-user': 'ada', 'x-groups': 'sre' })).answer.installation).toBe('admin');
    expect((await sendFrom(PROXY, { 'x-user': 'ada', 'x-groups': 'ops' })).answer.installation).toBeNull();
    expect((await sendFrom(PROXY, { 'x-user': 'ada' })).answer.installation).toBeNull();
    expect(told()).toEqual(['user.create', 'concluded', 'user.change', 'concluded', 'user.change', 'concluded']);
  });

  test('is the user of that name, with their grants', async () => {
    await database.db.execute(`insert into app_user (id, name, email, groups) values ('u1', 'Ada', 'ada', '{sre}')`);
    await grant('user', 'u1', 'operator');
    serveWith({ groupsHeader: null });
    expect((await sendFrom(PROXY, { 'x-user': 'ada' })).answer.installation).toBe('operator');
    expect(await users()).toEqual([{ email: 'ada', groups: ['sre'] }]);
    expect(rows).toEqual([]);
  });

  test('signs in nobody who is disabled', async () => {
    await database.db.execute(`insert into app_user (id, name, email, disabled) values ('u1', 'Ada', 'ada', true)`);
    expect(await sendFrom(PROXY, { 'x-user': 'ada' }, '/api/v1/clusters')).toMatchObject({ status: 401 });
  });

  test('does not say who sends what another site made the browser send', async () => {
    await grant('group', 'sre', 'admin');
    const headers = { 'x-user': 'ada', 'x-groups': 'sre', 'sec-fetch-site': 'cross-site' };
    expect(await sendFrom(PROXY, headers, '/api/v1/session', 'DELETE')).toMatchObject({ code: 'CROSS_SITE' });
  });

  test.each([['admin, ada'], ['two words']])('that names no one user is refused: %j', async (user) => {
    expect(await sendFrom(PROXY, { 'x-user': user })).toMatchObject({ status: 403, code: 'HEADER_REFUSED' });
    expect(await users()).toEqual([]);
  });
});

describe('the same header of anybody else', () => {
  const OPEN = ['/api/health', '/api/v1/session', '/api/v1/clusters', '/api/v1/sign-in/oidc'];

  test.each(OPEN)('is refused and written down, whatever is asked for: %s', async (path) => {
    for (const headers of [{ 'x-user': 'admin@example.com' }, { 'X-User': '' }, { 'x-groups': 'sre' }] as const) {
      rows.length = 0;
      expect(await sendFrom('192.0.2.66', headers, path)).toMatchObject({ status: 403, code: 'HEADER_REFUSED' });
      expect(rows).toMatchObject([
        { row: 'refused', code: 'HEADER_REFUSED', subject: { origin: { address: '192.0.2.66' } } },
      ]);
    }
    expect(await users()).toEqual([]);
  });

  test('is refused also where it is said to have come by the proxy', async () => {
    const headers = { 'x-user': 'admin', 'x-forwarded-for': PROXY, forwarded: `for=${PROXY}`, 'x-real-ip': PROXY };
    expect(await sendFrom('192.0.2.66', headers)).toMatchObject({ code: 'HEADER_REFUSED' });
  });

  test('is refused where nothing is known of the connection', async () => {
    const response = await request('/api/v1/session', { headers: { 'x-user': 'admin' } });
    expect(response.status).toBe(403);
  });

  test('signs in nobody at a page, which asks no more than who it is', async () => {
    const headers: Record<string, string> = { 'x-user': 'admin' };
    noteConnection(
      headers,
      connectionOf('192.0.2.66', {}, () => false),
    );
    const { visitor } = await import('./guard.ts');
    expect(await visitor(new Headers(headers))).toBeNull();
    expect(await users()).toEqual([]);
  });
});

test('without the setting such a header is like any other', async () => {
  serveWith({ userHeader: null });
  expect(await sendFrom('192.0.2.66', { 'x-user': 'admin' })).toMatchObject({ status: 200, who: null });
  expect(await sendFrom(PROXY, { 'x-user': 'admin' })).toMatchObject({ status: 200, who: null });
});

describe('the anonymous viewer', () => {
  const seen = async (headers: Record<string, string> = {}) => (await sendFrom('192.0.2.1', headers)).answer.clusters;

  test('sees the clusters that match and no others, and changes nothing', async () => {
    serveWith({ anonymousClusters: ['dev-*'] });
    expect(await seen()).toEqual([{ name: 'dev-1', role: 'viewer' }]);
    expect(await sendFrom('192.0.2.1', {}, '/api/v1/clusters/prod')).toMatchObject({ status: 403 });
    for (const path of ['/api/v1/audit', '/api/v1/users', '/api/v1/grants', '/api/v1/tokens', '/api/v1/sessions']) {
      expect(await sendFrom('192.0.2.1', {}, path), path).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
    expect(await sendFrom('192.0.2.1', {}, '/api/v1/session', 'DELETE')).toMatchObject({ status: 403 });
  });

  test('is nobody who sent a proof that does not hold', async () => {
    serveWith({ anonymousClusters: ['*'] });
    const headers = { authorization: 'Bearer wrong' };
    expect(await sendFrom('192.0.2.1', headers, '/api/v1/clusters')).toMatchObject({ status: 401 });
  });

  test('is not there unless it is set', async () => {
    expect(await seen()).toEqual([]);
    expect(await sendFrom('192.0.2.1', {}, '/api/v1/clusters')).toMatchObject({ status: 401 });
  });

  test('gives way to whoever signs in', async () => {
    serveWith({ anonymousClusters: ['*'] });
    expect(await sendFrom(PROXY, { 'x-user': 'ada' })).toMatchObject({ who: 'ada' });
  });
});
