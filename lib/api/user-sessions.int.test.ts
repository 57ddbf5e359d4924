import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANOTHER, BOB, Installation } from './fixtures/installation.ts';
import { request } from './testing.ts';

let at: Installation;

beforeAll(async () => {
  at = await Installation.create();
});
afterAll(() => at.base.drop());
beforeEach(() => at.begin());

describe('a user that is disabled', () => {
  test('is out at the next request, in every browser, and its tokens with it', async () => {
    const { user } = await at.create();
    await at.grantBob('*', 'viewer');
    const browsers = [await at.signedIn(BOB, ANOTHER), await at.signedIn(BOB, ANOTHER)];
    const grants = [{ clusters: '*', role: 'viewer' }];
    const { body: token } = await at.send(browsers[0] ?? '', 'POST', '/api/v1/tokens', {
      name: 'ci',
      grants,
      expiresAt: null,
    });
    const byToken = async () =>
      (await request('/api/v1/clusters', { headers: { authorization: `Bearer ${token.secret}` } })).status;
    expect([await at.groupsOf(browsers[0] ?? '', 'test'), await byToken()]).toEqual([200, 200]);

    expect((await at.change(user.id, { disabled: true })).body.user).toMatchObject({ disabled: true, sessions: 0 });
    for (const cookie of browsers) expect(await at.groupsOf(cookie, 'test')).toBe(401);
    expect([await byToken(), (await at.signIn(BOB, ANOTHER)).status]).toEqual([401, 401]);

    const after = { name: 'Bob', disabled: true, revokedTokens: [token.token.shown] };
    expect(at.rows).toContainEqual({ row: 'concluded', of: expect.any(BigInt), ended: { outcome: 'done', after } });

    await at.change(user.id, { disabled: false });
    expect(await at.groupsOf(browsers[0] ?? '', 'test')).toBe(401);
    // The token is not: nobody may know any more who has it.
    expect([await byToken(), await at.groupsOf(await at.signedIn(BOB, ANOTHER), 'test')]).toEqual([401, 200]);
    expect(at.intended('user.change').at(-1)).toMatchObject({
      subject: { action: 'user.change', target: BOB },
      change: { before: { name: 'Bob', disabled: true }, after: { name: 'Bob', disabled: false } },
    });
  });

  test('is not the last admin', async () => {
    const [ada] = await at.list();
    expect((await at.change(ada?.id ?? '', { disabled: true })).body).toMatchObject({
      status: 409,
      code: 'LAST_ADMIN',
    });
    expect((await at.list())[0]).toMatchObject({ disabled: false, sessions: 1 });
  });

  test('is not the last admin either when the last two disable each other at the same time', async () => {
    const { user } = await at.create();
    await at.grantBob('*', 'admin');
    const bob = await at.signedIn(BOB, ANOTHER);
    const ada = (await at.list())[0]?.id ?? '';
    const answers = await Promise.all([
      at.change(user.id, { disabled: true }, at.admin),
      at.change(ada, { disabled: true }, bob),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = await at.base.db.pool.query('select email from app_user where not disabled');
    expect(left.rowCount).toBe(1);
  });
});

describe('another password', () => {
  test('ends every session, and takes the place of the one before', async () => {
    const { user } = await at.create();
    await at.grantBob('*', 'viewer');
    const bob = await at.signedIn(BOB, ANOTHER);
    expect((await at.change(user.id, { password: 'the third passphrase' })).body.password).toBeNull();
    expect(await at.groupsOf(bob, 'test')).toBe(401);
    expect((await at.signIn(BOB, ANOTHER)).status).toBe(401);
    await at.signedIn(BOB, 'the third passphrase');
    expect(at.intended('user.change')[0]).toMatchObject({
      change: { after: { name: 'Bob', disabled: false, password: 'another' } },
    });
    expect(inspect(at.rows, { depth: 9 })).not.toContain('passphrase');
  });

  test('is for those of an identity provider, too', async () => {
    const { user } = await at.create();
    await at.base.db.execute('delete from app_account where user_id = $1', [user.id]);
    expect((await at.list())[1]).toMatchObject({ hasPassword: false });
    await at.change(user.id, { password: ANOTHER });
    await at.signedIn(BOB, ANOTHER);
  });
});

test('a user is signed out everywhere, and signs in again', async () => {
  const { user } = await at.create();
  await at.grantBob('*', 'viewer');
  const bob = await at.signedIn(BOB, ANOTHER);
  const out = () => at.send(at.admin, 'DELETE', `/api/v1/users/${user.id}/sessions`);
  expect((await out()).body).toMatchObject({ id: user.id, sessions: 0, disabled: false });
  expect(await at.groupsOf(bob, 'test')).toBe(401);
  expect(await at.groupsOf(await at.signedIn(BOB, ANOTHER), 'test')).toBe(200);
  expect(at.intended('user.sign-out')[0]).toMatchObject({
    subject: { target: BOB },
    change: { before: { sessions: 1 }, after: { sessions: 0 } },
  });
  expect((await at.send(at.admin, 'DELETE', '/api/v1/users/nobody/sessions')).body).toMatchObject({
    code: 'USER_NOT_FOUND',
  });
});

test('a session that was idle for too long counts no more', async () => {
  const { user } = await at.create();
  await at.signedIn(BOB, ANOTHER);
  expect((await at.list())[1]).toMatchObject({ sessions: 1 });
  await at.base.db.execute("update app_session set updated_at = now() - interval '11 minutes' where user_id = $1", [
    user.id,
  ]);
  expect((await at.list())[1]).toMatchObject({ sessions: 0, lastSeenAt: expect.any(String) });
});

test('a name changes, and nobody is signed out by it', async () => {
  const { user } = await at.create();
  await at.grantBob('*', 'viewer');
  const bob = await at.signedIn(BOB, ANOTHER);
  expect((await at.change(user.id, { name: 'Robert' })).body.user).toMatchObject({ name: 'Robert', sessions: 1 });
  expect(await at.groupsOf(bob, 'test')).toBe(200);
});

describe('a grant that is taken away in the middle of a session', () => {
  test('is gone at the next request, and the session stays', async () => {
    await at.create();
    const { body } = await at.grantBob('prod-*', 'viewer');
    const bob = await at.signedIn(BOB, ANOTHER);
    expect(await at.groupsOf(bob, 'prod-eu')).toBe(200);
    await at.send(at.admin, 'DELETE', `/api/v1/grants/${body.grant.id}`);
    expect(await at.groupsOf(bob, 'prod-eu')).toBe(403);
    expect((await at.send(bob, 'GET', '/api/v1/session')).body).toMatchObject({ who: { name: BOB }, grants: [] });
  });
});
