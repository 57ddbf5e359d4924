import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createToken } from '#lib/access/tokens/create-token.ts';
import { makeToken } from '#lib/access/tokens/token.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { changedGrantSchema, grantListSchema, grantSchema } from './schemas/grants.ts';
import { type AuditEntry, installContext, send, testAccess, testContext, testPrincipal, watched } from './testing.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

let base: TestDatabase;
let rows: AuditEntry[];

beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base.drop());

function install(principal = testPrincipal()): void {
  const clusters = ['prod-eu', 'prod-us', 'test'].map(watched);
  installContext(testContext(base.db, base.url, { access: testAccess(principal, rows), clusters, now: () => NOW }));
}

beforeEach(async () => {
  await base.db.execute('truncate access_grant, api_token, app_user cascade');
  rows = [];
  install();
  await addUser('ada');
  await addUser('bob');
  await grant({ user: 'ada', clusters: '*', role: 'admin' });
  rows.length = 0;
});

const addUser = (id: string, disabled = false, groups: string[] = []) =>
  base.db.execute('insert into app_user (id, name, email, disabled, groups) values ($1, $1, $2, $3, $4)', [
    id,
    `${id}@example.com`,
    disabled,
    groups,
  ]);

const post = (principal: object, clusters: string, role: string) =>
  send('POST', '/api/v1/grants', { principal, clusters, role });

async function grant({ user, clusters, role }: { user: string; clusters: string; role: string }) {
  const { status, body } = await post({ kind: 'user', email: `${user}@example.com` }, clusters, role);
  expect(status, inspect(body)).toBe(200);
  return changedGrantSchema.parse(body);
}

const list = async () => grantListSchema.parse((await send('GET', '/api/v1/grants')).body).items;
const adaGrant = async () => {
  const own = (await list()).find(({ principal }) => principal.id === 'ada');
  if (own === undefined) throw new Error('ada has no grant');
  return own;
};

describe('a grant', () => {
  test('is for a user, by address in any case', async () => {
    const { body } = await post({ kind: 'user', email: ' Bob@Example.com ' }, 'prod-**', 'operator');
    expect(body).toEqual({
      grant: {
        id: expect.stringMatching(/^\d+$/),
        principal: { kind: 'user', id: 'bob', name: 'bob@example.com', active: true },
        clusters: 'prod-*',
        role: 'operator',
        matches: ['prod-eu', 'prod-us'],
        createdAt: NOW.toISOString(),
      },
      warnings: [],
    });
    expect(await list()).toMatchObject([{ principal: { id: 'bob' } }, { principal: { id: 'ada' } }]);
  });

  test('is for a group, which need not be known yet', async () => {
    expect((await post({ kind: 'group', name: 'kafka-oncall' }, '*', 'viewer')).body.grant).toMatchObject({
      principal: { kind: 'group', id: 'kafka-oncall', name: 'kafka-oncall', active: true },
    });
  });

  test('is for a token, as far as its maker goes', async () => {
    await grant({ user: 'bob', clusters: 'prod-*', role: 'operator' });
    const maker = { id: 'bob', name: 'bob@example.com' };
    const made = { parts: makeToken(), name: 'ci', use: null, grants: [], expiresAt: null, maker };
    const { id } = await createToken(base.db, made, NOW);
    expect((await post({ kind: 'token', id }, 'prod-eu', 'operator')).body.grant).toMatchObject({
      principal: { kind: 'token', id, name: 'ci', active: true },
    });
    expect(await list()).toMatchObject([
      { principal: { kind: 'token' } },
      { principal: { id: 'bob' } },
      { principal: { id: 'ada' } },
    ]);
    const beyond = await post({ kind: 'token', id }, 'test', 'viewer');
    expect(beyond.body).toMatchObject({ status: 403, code: 'BEYOND_OWN_RIGHTS' });
    expect(rows.at(-1)).toMatchObject({ row: 'refused', code: 'BEYOND_OWN_RIGHTS' });
    const [own] = await list();
    const larger = await send('PATCH', `/api/v1/grants/${own?.id}`, { role: 'admin' });
    expect(larger.body).toMatchObject({ status: 403, code: 'BEYOND_OWN_RIGHTS' });
  });

  test('of a token that has ended is none any more', async () => {
    const maker = { id: 'ada', name: 'ada@example.com' };
    const grants = [{ clusters: '*', role: 'viewer' as const }];
    const { id } = await createToken(
      base.db,
      { parts: makeToken(), name: 'ci', use: null, grants, expiresAt: null, maker },
      NOW,
    );
    const [own] = await list();
    await base.db.execute('update api_token set revoked_at = now()');
    expect(await list()).toMatchObject([{ principal: { id: 'ada' } }]);
    expect((await send('DELETE', `/api/v1/grants/${own?.id}`)).body).toMatchObject({ code: 'GRANT_NOT_FOUND' });
    expect((await post({ kind: 'token', id }, 'prod-eu', 'viewer')).body.errors).toMatchObject([
      { parameter: 'principal.id' },
    ]);
  });

  test('that gives nothing today is made, with a warning', async () => {
    await addUser('eve', true);
    const { warnings } = await grant({ user: 'eve', clusters: 'prod-eux', role: 'viewer' });
    expect(warnings).toEqual([
      'No cluster that is configured now matches "prod-eux". Did you mean prod-eu?',
      'eve@example.com is disabled.',
    ]);
  });

  test('is there once for each pattern', async () => {
    await grant({ user: 'bob', clusters: 'prod-*', role: 'viewer' });
    const { status, body } = await post({ kind: 'user', email: 'bob@example.com' }, 'prod-*', 'admin');
    expect([status, body.code, body.errors[0].parameter]).toEqual([409, 'GRANT_EXISTS', 'clusters']);
    expect(rows.at(-1)).toMatchObject({ row: 'concluded', ended: { outcome: 'failed', detail: 'GRANT_EXISTS' } });
  });

  test('changes its role, and goes', async () => {
    const { grant: made } = await grant({ user: 'bob', clusters: 'prod-*', role: 'viewer' });
    const changed = await send('PATCH', `/api/v1/grants/${made.id}`, { role: 'operator' });
    expect(changedGrantSchema.parse(changed.body).grant).toMatchObject({ id: made.id, role: 'operator' });
    const gone = await send('DELETE', `/api/v1/grants/${made.id}`);
    expect(grantSchema.parse(gone.body)).toMatchObject({ id: made.id });
    expect((await send('DELETE', `/api/v1/grants/${made.id}`)).body).toMatchObject({ code: 'GRANT_NOT_FOUND' });
    expect(rows.filter(({ row }) => row === 'intended')).toMatchObject([
      {
        subject: { action: 'grant.create', target: 'bob@example.com on prod-*' },
        change: { before: null, after: { role: 'viewer' } },
      },
      { subject: { action: 'grant.change' }, change: { before: { role: 'viewer' }, after: { role: 'operator' } } },
      { subject: { action: 'grant.delete' }, change: { before: { role: 'operator' }, after: null } },
    ]);
  });

  test.each<[string, object, string, string, string]>([
    ['nobody we know', { kind: 'user', email: 'eve@example.com' }, '*', 'viewer', 'principal.email'],
    ['a token that is not there', { kind: 'token', id: '99' }, '*', 'viewer', 'principal.id'],
    ['a token of no id', { kind: 'token', id: 'x' }, '*', 'viewer', 'principal.id'],
    ['a group without a name', { kind: 'group', name: ' ' }, '*', 'viewer', 'principal.name'],
    ['a robot', { kind: 'robot' }, '*', 'viewer', 'principal.kind'],
    ['no pattern', { kind: 'group', name: 'g' }, '', 'viewer', 'clusters'],
    ['a pattern of 101 characters', { kind: 'group', name: 'g' }, 'x'.repeat(101), 'viewer', 'clusters'],
    ['the owner', { kind: 'group', name: 'g' }, '*', 'owner', 'role'],
  ])('for %s is refused at its field', async (_, principal, clusters, role, parameter) => {
    const { status, body } = await post(principal, clusters, role);
    expect([status, body.errors?.map((error: { parameter: string }) => error.parameter)]).toEqual([400, [parameter]]);
    expect(await list()).toHaveLength(1);
  });
});

describe('of whom nothing is heard any more', () => {
  test('the grants stay, and say so', async () => {
    await grant({ user: 'bob', clusters: '*', role: 'viewer' });
    await base.db.execute("delete from app_user where id = 'bob'");
    expect((await list())[0]).toMatchObject({ principal: { id: 'bob', name: 'bob', active: false } });
  });
});

describe('the last admin', () => {
  const refused = { status: 409, code: 'LAST_ADMIN' };

  test('keeps the grant, and its role', async () => {
    const { id } = await adaGrant();
    expect((await send('DELETE', `/api/v1/grants/${id}`)).body).toMatchObject(refused);
    expect((await send('PATCH', `/api/v1/grants/${id}`, { role: 'operator' })).body).toMatchObject(refused);
    expect(await adaGrant()).toMatchObject({ role: 'admin' });
    expect(rows.at(-1)).toMatchObject({ row: 'concluded', ended: { outcome: 'failed', detail: 'LAST_ADMIN' } });
  });

  test('is the last also where others are disabled, have a part of the clusters, or are tokens and empty groups', async () => {
    await addUser('eve', true);
    await grant({ user: 'eve', clusters: '*', role: 'admin' });
    await grant({ user: 'bob', clusters: 'p*', role: 'admin' });
    await post({ kind: 'group', name: 'nobody-in-it' }, '*', 'admin');
    const maker = { id: 'ada', name: 'ada@example.com' };
    const grants = [{ clusters: '*', role: 'admin' as const }];
    await createToken(base.db, { parts: makeToken(), name: 'ci', use: null, grants, expiresAt: null, maker }, NOW);
    expect((await send('DELETE', `/api/v1/grants/${(await adaGrant()).id}`)).body).toMatchObject(refused);
  });

  test('may go once there is another, also by a group', async () => {
    await addUser('carol', false, ['kafka-admins']);
    await post({ kind: 'group', name: 'kafka-admins' }, '*', 'admin');
    expect((await send('DELETE', `/api/v1/grants/${(await adaGrant()).id}`)).status).toBe(200);
  });

  test('stays when the last two are taken away at the same time', async () => {
    for (let round = 0; round < 10; round += 1) {
      await base.db.execute("delete from access_grant where principal_id in ('ada', 'bob')");
      const ids = [
        (await grant({ user: 'ada', clusters: '*', role: 'admin' })).grant.id,
        (await grant({ user: 'bob', clusters: '*', role: 'admin' })).grant.id,
      ];
      const answers = await Promise.all([
        send('DELETE', `/api/v1/grants/${ids[0]}`),
        send('PATCH', `/api/v1/grants/${ids[1]}`, { role: 'viewer' }),
      ]);
      expect(answers.map(({ status }) => status).sort(), `round ${round}`).toEqual([200, 409]);
    }
  });
});

test.each<[string, string, unknown]>([
  ['GET', '/api/v1/grants', undefined],
  ['POST', '/api/v1/grants', { principal: { kind: 'group', name: 'g' }, clusters: '*', role: 'admin' }],
  ['PATCH', '/api/v1/grants/1', { role: 'admin' }],
  ['DELETE', '/api/v1/grants/1', undefined],
])('%s %s takes an admin of the installation', async (method, path, body) => {
  install(
    testPrincipal([
      { clusters: 'p*', role: 'admin' },
      { clusters: '*', role: 'operator' },
    ]),
  );
  expect((await send(method, path, body)).body).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  expect(rows).toMatchObject([{ row: 'refused', code: 'FORBIDDEN' }]);
});
