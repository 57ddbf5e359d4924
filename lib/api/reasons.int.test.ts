import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testAuditLog } from '#lib/access/audit/testing.ts';
import { endSessionsOf } from '#lib/access/identity/sessions.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { brokerNow, clusterNow, pollWrite, testStore } from '#lib/views/testing.ts';
import { type AuditEntry, auditPageSchema } from './schemas/audit.ts';
import { installContext, request, testAccess, testContext, testPrincipal } from './testing.ts';

const WHY = 'ticket OPS-311: on call this week';
const POLL_MS = Math.floor(Date.now() / 10_000) * 10_000 - 60_000;

let base: TestDatabase;

beforeAll(async () => {
  base = await createTestDatabase();
  const store = await testStore(base.db, 'local');
  const cluster = clusterNow({ pollId: POLL_MS, observedAtMs: POLL_MS, scheduledAtMs: POLL_MS });
  await store.write(pollWrite({ cluster, brokers: [brokerNow(1)], topics: [] }));
  const access = { ...testAccess(testPrincipal()), audit: testAuditLog(base.db) };
  installContext(testContext(base.db, base.url, { access }));
  await base.db.execute(`insert into app_user (id, name, email) values ('user-1', 'Ada', 'ada@example.com')`);
  await base.db.execute(
    `insert into access_grant (principal_kind, principal_id, clusters, role) values ('user', 'user-1', '*', 'admin')`,
  );
});
afterAll(() => base?.drop());

async function send(method: string, path: string, body?: object) {
  const json = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await request(path, { method, ...json });
  return { status: response.status, body: await response.json() };
}

async function newest(): Promise<AuditEntry | undefined> {
  const { body } = await send('GET', '/api/v1/audit?limit=1');
  return auditPageSchema.parse(body).items[0];
}

/** What there is to be changed: each a new one, and what its making answered. */
const made = {
  user: async () =>
    (await send('POST', '/api/v1/users', { email: `${crypto.randomUUID()}@example.com`, name: 'Bob' })).body.user,
  grant: async () => {
    const principal = { kind: 'group', name: crypto.randomUUID() };
    return (await send('POST', '/api/v1/grants', { principal, clusters: '*', role: 'viewer' })).body.grant;
  },
  token: async () => {
    const grants = [{ clusters: '*', role: 'viewer' }];
    return (await send('POST', '/api/v1/tokens', { name: 'ci', grants, expiresAt: null })).body.token;
  },
  session: async () => {
    const id = crypto.randomUUID();
    await endSessionsOf(base.db, 'user-1');
    await base.db.execute(
      `insert into app_session (id, user_id, token, expires_at) values ($1, 'user-1', $1, now() + interval '1 hour')`,
      [id],
    );
    return { id };
  },
  nothing: async () => ({ id: '' }),
};

type Make = keyof typeof made;
const grantee = { kind: 'group', name: 'kafka-oncall' };
const grants = [{ clusters: '*', role: 'viewer' }];

describe.each<[action: string, method: string, path: string, of: Make, body: object | null]>([
  ['user.create', 'POST', '/api/v1/users', 'nothing', { email: 'eve@example.com', name: 'Eve' }],
  ['user.change', 'PATCH', '/api/v1/users/{id}', 'user', { name: 'Eve' }],
  ['user.sign-out', 'DELETE', '/api/v1/users/{id}/sessions', 'user', null],
  ['grant.create', 'POST', '/api/v1/grants', 'nothing', { principal: grantee, clusters: '*', role: 'viewer' }],
  ['grant.change', 'PATCH', '/api/v1/grants/{id}', 'grant', { role: 'operator' }],
  ['grant.delete', 'DELETE', '/api/v1/grants/{id}', 'grant', null],
  ['token.create', 'POST', '/api/v1/tokens', 'nothing', { name: 'ci', grants, expiresAt: null }],
  ['token.revoke', 'DELETE', '/api/v1/tokens/{id}', 'token', null],
  ['session.revoke', 'DELETE', '/api/v1/sessions/{id}', 'session', null],
  ['event.create', 'POST', '/api/v1/events', 'nothing', { cluster: 'local', title: 'shop 1.4.2' }],
])('%s', (action, method, path, of, body) => {
  const withReason = async (reason: string | undefined) => {
    const { id } = await made[of]();
    const at = path.replace('{id}', id);
    if (body !== null) return send(method, at, { ...body, ...(reason !== undefined && { reason }) });
    return send(method, reason === undefined ? at : `${at}?${new URLSearchParams({ reason })}`);
  };

  test.each([
    ['longer than 500 characters', 'x'.repeat(501)],
    ['of two lines', 'on call\nthis week'],
    ['with a control character', 'on\u0000call'],
  ])('takes no reason %s', async (_, reason) => {
    const answer = await withReason(reason);
    expect(answer.body).toMatchObject({ code: 'INVALID_PARAMETER', errors: [{ parameter: 'reason' }] });
    const { rows } = await base.db.pool.query('select reason from audit where reason <> $1', [WHY]);
    expect(rows).toEqual([]);
  });

  test('is told with its reason, on the row before it and the row after it', async () => {
    const { status, body: answer } = await withReason(`  ${WHY} `);
    expect(status, inspect(answer)).toBe(200);
    const entry = await newest();
    expect(entry).toMatchObject({ action, outcome: 'done', reason: WHY });
    const { rows } = await base.db.pool.query('select reason from audit where id = $1 or of = $1', [entry?.id]);
    expect(rows).toEqual([{ reason: WHY }, { reason: WHY }]);
  });
});

test.each([undefined, '', '  '])('of a change without a reason (%j) none is told', async (reason) => {
  const { id } = await made.user();
  await send('PATCH', `/api/v1/users/${id}`, { name: 'Eve', reason });
  expect(await newest()).toMatchObject({ action: 'user.change', reason: null });
});

test('a reason alone changes nothing of a user', async () => {
  const { id } = await made.user();
  const { body } = await send('PATCH', `/api/v1/users/${id}`, { reason: WHY });
  expect(body).toMatchObject({ code: 'INVALID_PARAMETER', errors: [{ parameter: 'body' }] });
});
