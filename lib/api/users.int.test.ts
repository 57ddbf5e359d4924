import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PASSWORD } from '#lib/access/identity/testing.ts';
import { ADA, ANOTHER, BOB, Installation } from './fixtures/installation.ts';
import { changedUserSchema } from './schemas/users.ts';
import { request } from './testing.ts';

let at: Installation;

beforeAll(async () => {
  at = await Installation.create();
});
afterAll(() => at.base.drop());
beforeEach(() => at.begin());

describe('a new user', () => {
  test('signs in, and may do nothing until granted something', async () => {
    const { user, password } = await at.create({ email: 'Bob@Example.com' });
    expect(user).toMatchObject({
      email: BOB,
      name: 'Bob',
      disabled: false,
      self: false,
      hasPassword: true,
      grants: [],
    });
    expect(password).toBeNull();
    const bob = await at.signedIn(BOB, ANOTHER);
    expect(await at.groupsOf(bob, 'prod-eu')).toBe(403);
    await at.grantBob('prod-*', 'viewer');
    expect([await at.groupsOf(bob, 'prod-eu'), await at.groupsOf(bob, 'test')]).toEqual([200, 403]);
    expect(await at.list()).toMatchObject([
      { email: ADA, self: true, grants: [{ clusters: '*', role: 'admin' }], sessions: 1 },
      { email: BOB, self: false, grants: [{ clusters: 'prod-*', role: 'viewer' }], sessions: 1 },
    ]);
  });

  test('gets a password made, which is in the answer this once and nowhere else', async () => {
    const { user, password } = await at.create({ password: null });
    if (password === null) throw new Error('no password');
    await at.signedIn(BOB, password);
    const { password: next } = changedUserSchema.parse((await at.change(user.id, { password: null })).body);
    expect((await at.signIn(BOB, password)).status).toBe(401);
    await at.signedIn(BOB, next ?? '');
    const stored = await at.base.db.pool.query('select a::text as row from app_account a');
    const everywhere = inspect([at.rows, at.logged, await at.list(), stored.rows], { depth: 9 });
    for (const secret of [password, next ?? '', PASSWORD]) expect(everywhere).not.toContain(secret);
  });

  test('has no password where it signs in elsewhere', async () => {
    const { user, password } = await at.create({ password: undefined });
    expect([user.hasPassword, password]).toEqual([false, null]);
    for (const guess of ['', 'undefined', 'null']) expect((await at.signIn(BOB, guess || ' ')).status).toBe(401);
  });

  test('stands in the audit log by address', async () => {
    await at.create();
    expect(at.rows).toMatchObject([
      {
        row: 'intended',
        subject: { action: 'user.create', target: BOB, actor: { kind: 'user', name: ADA } },
        change: { before: null, after: { email: BOB, name: 'Bob' } },
      },
      { row: 'concluded', ended: { outcome: 'done' } },
    ]);
  });

  test('has an address that nobody else has', async () => {
    await at.create();
    const { status, body } = await at.send(at.admin, 'POST', '/api/v1/users', {
      email: 'BOB@example.com',
      name: 'B',
      password: null,
    });
    expect([status, body.code, body.errors[0].parameter]).toEqual([409, 'USER_EXISTS', 'email']);
  });

  test.each<[string, object, string]>([
    ['no address', { email: 'bob' }, 'email'],
    ['an empty name', { name: ' ' }, 'name'],
    ['a name of two lines', { name: 'a\nb' }, 'name'],
    ['a short password', { password: 'too short' }, 'password'],
    ['a role', { role: 'admin' }, 'body'],
  ])('with %s is refused at its field', async (_, overrides, parameter) => {
    const { status, body } = await at.send(at.admin, 'POST', '/api/v1/users', {
      email: BOB,
      name: 'Bob',
      password: null,
      ...overrides,
    });
    expect([status, body.errors?.map((error: { parameter: string }) => error.parameter)]).toEqual([400, [parameter]]);
  });
});

test('a token makes users of an identity provider, and gives nobody a way in', async () => {
  const grants = [{ clusters: '*', role: 'admin' }];
  const { body } = await at.send(at.admin, 'POST', '/api/v1/tokens', { name: 'terraform', grants, expiresAt: null });
  const asToken = async (method: string, path: string, change: object) => {
    const headers = { authorization: `Bearer ${body.secret}`, 'content-type': 'application/json' };
    return (await request(path, { method, headers, body: JSON.stringify(change) })).json();
  };
  const refused = { status: 403, code: 'FORBIDDEN' };
  const { user } = await asToken('POST', '/api/v1/users', { email: BOB, name: 'Bob' });
  expect(user).toMatchObject({ hasPassword: false, self: false });
  expect(await asToken('POST', '/api/v1/users', { email: 'eve@example.com', name: 'E', password: null })).toMatchObject(
    refused,
  );
  expect(await asToken('PATCH', `/api/v1/users/${user.id}`, { password: ANOTHER })).toMatchObject(refused);
  expect(at.rows.at(-1)).toMatchObject({ row: 'refused', subject: { actor: { kind: 'token', name: 'terraform' } } });
  expect(await asToken('PATCH', `/api/v1/users/${user.id}`, { name: 'Robert' })).toMatchObject({
    user: { name: 'Robert' },
  });
});

test.each<[string, string, object, string]>([
  ['nobody', 'nobody', { name: 'x' }, 'USER_NOT_FOUND'],
  ['no id', 'a%20b', { name: 'x' }, 'INVALID_PARAMETER'],
  ['nothing', 'nobody', {}, 'INVALID_PARAMETER'],
  ['the address', 'nobody', { email: 'x@example.com' }, 'INVALID_PARAMETER'],
])('to change %s is refused', async (_, id, body, code) => {
  expect((await at.change(id, body)).body).toMatchObject({ code });
});

test.each<[string, string, unknown]>([
  ['GET', '/api/v1/users', undefined],
  ['POST', '/api/v1/users', { email: 'eve@example.com', name: 'Eve', password: null }],
  ['PATCH', '/api/v1/users/nobody', { name: 'x' }],
  ['DELETE', '/api/v1/users/nobody/sessions', undefined],
])('%s %s takes an admin of the installation', async (method, path, body) => {
  await at.create();
  await at.grantBob('p*', 'admin');
  await at.grantBob('*', 'operator');
  const bob = await at.signedIn(BOB, ANOTHER);
  expect((await at.send(bob, method, path, body)).body).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  expect(at.rows.at(-1)).toMatchObject({ row: 'refused', code: 'FORBIDDEN', subject: { actor: { name: BOB } } });
});
