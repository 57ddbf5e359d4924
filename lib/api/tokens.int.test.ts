import { inspect } from 'node:util';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Principal } from '#lib/access/principal.ts';
import { MOST_TOKENS } from '#lib/access/tokens/create-token.ts';
import { authenticateToken } from '#lib/access/tokens/lookup.ts';
import { makeToken, writeToken } from '#lib/access/tokens/token.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { AccessContext } from './context.ts';
import { ApiProblem } from './problem.ts';
import { createdTokenSchema, tokenListSchema, tokenSchema } from './schemas/tokens.ts';
import {
  type AuditEntry,
  installContext,
  request,
  testAccess,
  testContext,
  testPrincipal,
  watched,
} from './testing.ts';

const START = Date.parse('2026-11-23T12:00:00Z');
const ADMIN = testPrincipal();
const VIEWER = testPrincipal([{ clusters: 'prod-*', role: 'viewer' }], { id: 'user-2', name: 'bob@example.com' });

let base: TestDatabase;
let rows: AuditEntry[];
let logged: string;
let nowMs: number;
let signedIn: Principal | null;

beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base.drop());

/** Whoever sends a token is that token, everybody else is `signedIn`. */
const access = (): AccessContext => ({
  ...testAccess(null, rows),
  async authenticate(sent) {
    const token = await authenticateToken(base.db, sent.headers.get('authorization'), new Date(nowMs));
    if (token === null) return signedIn;
    if ('principal' in token) return token.principal;
    throw new ApiProblem('UNAUTHENTICATED', 'This API token does not hold');
  },
});

beforeEach(async () => {
  await base.db.execute('truncate access_grant, api_token, app_user cascade');
  rows = [];
  logged = '';
  nowMs = START;
  signedIn = ADMIN;
  const write = (line: string) => {
    logged += line;
  };
  const log = pino({ level: 'trace' }, { write });
  const clusters = ['prod-eu', 'test'].map(watched);
  installContext(testContext(base.db, base.url, { access: access(), clusters, log, now: () => new Date(nowMs) }));
  for (const { id, name, grants } of [ADMIN, VIEWER]) {
    await base.db.execute('insert into app_user (id, name, email) values ($1, $2, $2)', [id, name]);
    for (const { clusters: pattern, role } of grants) {
      await base.db.execute(
        "insert into access_grant (principal_kind, principal_id, clusters, role) values ('user', $1, $2, $3)",
        [id, pattern, role],
      );
    }
  }
});

const PLAIN = { name: 'ci', use: null, grants: [{ clusters: '*', role: 'viewer' }], expiresAt: null };

async function send(method: string, path: string, body?: unknown, token?: string) {
  const headers = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const response = await request(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

async function create(overrides: object = {}) {
  const answer = await send('POST', '/api/v1/tokens', { ...PLAIN, ...overrides });
  expect(answer.status, inspect(answer.body)).toBe(200);
  return createdTokenSchema.parse(answer.body);
}

const list = async (token?: string) =>
  tokenListSchema.parse((await send('GET', '/api/v1/tokens', undefined, token)).body).items;

describe('a new token', () => {
  test('is in the answer this once, and nowhere else', async () => {
    const { token, secret } = await create({ expiresAt: '2027-02-21T00:00:00+01:00' });
    expect(token).toMatchObject({
      name: 'ci',
      grants: [{ clusters: '*', role: 'viewer' }],
      createdBy: 'ada@example.com',
      own: true,
      createdAt: '2026-11-23T12:00:00.000Z',
      expiresAt: '2027-02-20T23:00:00.000Z',
      lastUsedAt: null,
      state: 'active',
    });
    expect(secret.startsWith(`${token.shown}_`)).toBe(true);
    const parts = secret.slice(token.shown.length + 1);
    const stored = await base.db.query('select t::text as row from api_token t', [], z.object({ row: z.string() }));
    const everywhere = [inspect(rows, { depth: 9 }), logged, JSON.stringify(await list()), stored[0]?.row ?? ''];
    expect(everywhere.filter((text) => text.includes(parts))).toEqual([]);
    expect(everywhere[0]).toContain(token.shown);
  });

  test('is written down with what it may do', async () => {
    const { token } = await create({ use: 'metrics' });
    const change = {
      before: null,
      after: { name: 'ci', shown: token.shown, use: 'metrics', grants: PLAIN.grants, expiresAt: null },
    };
    expect(rows).toMatchObject([
      {
        row: 'intended',
        subject: { action: 'token.create', target: `token ci (${token.shown})`, cluster: null },
        change,
      },
      { row: 'concluded', ended: { outcome: 'done' } },
    ]);
  });

  test('works, as itself', async () => {
    const { token, secret } = await create();
    expect((await send('GET', '/api/v1/clusters', undefined, secret)).status).toBe(200);
    expect(await list(secret)).toMatchObject([{ id: token.id, own: true }]);
  });

  test('tells of patterns that match nothing, and is made', async () => {
    const { warnings } = await create({
      grants: [
        { clusters: 'prod-ue', role: 'viewer' },
        { clusters: 'test', role: 'viewer' },
      ],
    });
    expect(warnings).toEqual(['No cluster that is configured now matches "prod-ue". Did you mean prod-eu?']);
  });

  test('names to nobody a cluster that this one may not see', async () => {
    signedIn = VIEWER;
    const { warnings } = await create({ grants: [{ clusters: 'prod-tset', role: 'viewer' }] });
    expect(warnings).toEqual(['No cluster that is configured now matches "prod-tset".']);
  });

  test.each<[string, object, string]>([
    ['without a name', { name: ' ' }, 'name'],
    ['with a name of 81 characters', { name: 'n'.repeat(81) }, 'name'],
    ['with two lines for a name', { name: 'a\nb' }, 'name'],
    ['for something else', { use: 'everything' }, 'use'],
    ['without grants', { grants: [] }, 'grants'],
    ['with a pattern twice', { grants: [PLAIN.grants[0], { clusters: '**', role: 'admin' }] }, 'grants'],
    ['with an empty pattern', { grants: [{ clusters: ' ', role: 'viewer' }] }, 'grants.0.clusters'],
    ['with a pattern of two', { grants: [{ clusters: 'a, b', role: 'viewer' }] }, 'grants.0.clusters'],
    ['with a role of another product', { grants: [{ clusters: '*', role: 'root' }] }, 'grants.0.role'],
    ['that ended yesterday', { expiresAt: '2026-11-22T12:00:00Z' }, 'expiresAt'],
    ['that ends at no instant', { expiresAt: 'tomorrow' }, 'expiresAt'],
    ['with a field that there is not', { admin: true }, 'body'],
  ])('%s is refused at its field', async (_, overrides, parameter) => {
    const { status, body } = await send('POST', '/api/v1/tokens', { ...PLAIN, ...overrides });
    expect([status, body.errors?.map((error: { parameter: string }) => error.parameter)]).toEqual([400, [parameter]]);
    expect(await list()).toEqual([]);
  });
});

describe('nobody gets more by a token than they have', () => {
  test.each<[string, object[]]>([
    ['a larger role', [{ clusters: 'prod-eu', role: 'operator' }]],
    ['more clusters', [{ clusters: '*', role: 'viewer' }]],
    [
      'another cluster',
      [
        { clusters: 'prod-*', role: 'viewer' },
        { clusters: 'test', role: 'viewer' },
      ],
    ],
  ])('not %s', async (_, grants) => {
    signedIn = VIEWER;
    const { status, body } = await send('POST', '/api/v1/tokens', { ...PLAIN, grants });
    expect([status, body.code, body.errors.length]).toEqual([403, 'BEYOND_OWN_RIGHTS', 1]);
    expect(rows).toMatchObject([{ row: 'refused', code: 'BEYOND_OWN_RIGHTS', subject: { action: 'token.create' } }]);
    expect(await list()).toEqual([]);
  });

  test('not by losing it afterwards', async () => {
    signedIn = VIEWER;
    const { secret } = await create({ grants: [{ clusters: 'prod-eu', role: 'viewer' }] });
    const groups = () => send('GET', '/api/v1/clusters/prod-eu/groups', undefined, secret);
    expect((await groups()).status).toBe(200);
    await base.db.execute("delete from access_grant where principal_id = 'user-2'");
    expect((await groups()).body).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  test('a token makes no token, whatever it may do', async () => {
    const { secret } = await create({ grants: [{ clusters: '*', role: 'admin' }] });
    const { body } = await send('POST', '/api/v1/tokens', PLAIN, secret);
    expect(body).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(rows.at(-1)).toMatchObject({ row: 'refused', subject: { actor: { kind: 'token', name: 'ci' } } });
    expect(await list()).toHaveLength(1);
  });

  test('a token for one use has no other', async () => {
    const { secret } = await create({ use: 'metrics' });
    expect((await send('GET', '/api/v1/tokens', undefined, secret)).body).toMatchObject({ code: 'FORBIDDEN' });
    expect((await send('GET', '/api/v1/clusters', undefined, secret)).body).toMatchObject({ code: 'FORBIDDEN' });
    const metrics = await request('/metrics', { headers: { authorization: `Bearer ${secret}` } });
    expect(metrics.status).toBe(200);
  });

  test('nor more tokens than there is use for', async () => {
    await base.db.execute(
      `insert into api_token (name, prefix, secret_sha256, created_by, created_by_name, expires_at)
       select 'n', 'p' || i, sha256('x'), 'user-1', 'ada', case i when 1 then $2::timestamptz end from generate_series(1, $1) i`,
      [MOST_TOKENS, new Date(START)],
    );
    await create();
    expect((await send('POST', '/api/v1/tokens', PLAIN)).body).toMatchObject({ status: 409, code: 'TOO_MANY_TOKENS' });
  });
});

describe('the list of tokens', () => {
  test('is of one’s own, and of all for an admin of the installation', async () => {
    const { token: first } = await create({ name: 'first' });
    signedIn = VIEWER;
    const { token: second } = await create({ name: 'second', grants: [{ clusters: 'prod-eu', role: 'viewer' }] });
    expect(await list()).toMatchObject([{ id: second.id, own: true }]);
    signedIn = ADMIN;
    expect(await list()).toMatchObject([
      { id: second.id, own: false, createdBy: 'bob@example.com' },
      { id: first.id, own: true },
    ]);
    signedIn = testPrincipal([{ clusters: 'prod-*', role: 'admin' }], { id: 'user-3' });
    expect(await list()).toEqual([]);
  });

  test('is nobody’s without a sign-in', async () => {
    signedIn = null;
    expect((await send('GET', '/api/v1/tokens')).body).toMatchObject({ status: 401 });
  });
});

describe('a revoked token', () => {
  test('is refused from the next request on', async () => {
    const { token, secret } = await create();
    nowMs += 1_000;
    const { body } = await send('DELETE', `/api/v1/tokens/${token.id}`);
    expect(tokenSchema.parse(body)).toMatchObject({ state: 'revoked', revokedAt: '2026-11-23T12:00:01.000Z' });
    expect((await send('GET', '/api/v1/clusters', undefined, secret)).status).toBe(401);
    expect(rows.filter(({ row }) => row === 'intended').at(-1)).toMatchObject({
      subject: { action: 'token.revoke', target: `token ci (${token.shown})` },
      change: { before: { revokedAt: null }, after: { revokedAt: '2026-11-23T12:00:01.000Z' } },
    });
  });

  test('keeps the instant of its end', async () => {
    const { token } = await create();
    await send('DELETE', `/api/v1/tokens/${token.id}`);
    nowMs += 60_000;
    const { body } = await send('DELETE', `/api/v1/tokens/${token.id}`);
    expect(body.revokedAt).toBe('2026-11-23T12:00:00.000Z');
  });

  test('may be one of anybody for an admin, one’s own for everybody else, or itself', async () => {
    const { token, secret } = await create();
    signedIn = VIEWER;
    expect((await send('DELETE', `/api/v1/tokens/${token.id}`)).body).toMatchObject({ code: 'TOKEN_NOT_FOUND' });
    const { token: own } = await create({ grants: [{ clusters: 'prod-eu', role: 'viewer' }] });
    expect((await send('DELETE', `/api/v1/tokens/${own.id}`, undefined, secret)).body).toMatchObject({
      code: 'TOKEN_NOT_FOUND',
    });
    expect((await send('DELETE', `/api/v1/tokens/${own.id}`)).status).toBe(200);
    expect((await send('DELETE', `/api/v1/tokens/${token.id}`, undefined, secret)).body).toMatchObject({
      state: 'revoked',
    });
  });

  test.each(['0', '01', 'abc', '-1', '9'.repeat(19), '1;drop'])('of the id %s there is none', async (id) => {
    expect((await send('DELETE', `/api/v1/tokens/${encodeURIComponent(id)}`)).status).toBe(400);
  });
});

test('every wrong token gets the same answer and one refusal in the audit log', async () => {
  const { token, secret } = await create();
  const { token: ended, secret: endedSecret } = await create();
  await send('DELETE', `/api/v1/tokens/${ended.id}`);
  const { secret: shortSecret } = await create({ expiresAt: '2026-11-23T12:00:01Z' });
  nowMs += 2_000;
  rows.length = 0;
  const wrong = {
    'a wrong secret': `${token.shown}_${makeToken().secret}`,
    'an unknown prefix': writeToken(makeToken()),
    'a malformed one': secret.slice(0, -1),
    'an expired one': shortSecret,
    'a revoked one': endedSecret,
  };
  const answers = new Set<string>();
  for (const [what, guess] of Object.entries(wrong)) {
    const { status, headers, body } = await send('GET', '/api/v1/clusters', undefined, guess);
    expect(status, what).toBe(401);
    expect(JSON.stringify([body, inspect(rows, { depth: 9 }), logged]), what).not.toContain(guess);
    const { requestId, ...rest } = body;
    expect(requestId).toBeTruthy();
    answers.add(JSON.stringify([rest, [...headers].filter(([name]) => name !== 'x-request-id')]));
  }
  expect(answers.size).toBe(1);
  expect(rows).toHaveLength(5);
  for (const row of rows) {
    expect(row).toMatchObject({ row: 'refused', code: 'UNAUTHENTICATED', subject: { actor: { kind: 'anonymous' } } });
  }
});
