import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { testAccess } from '#lib/api/testing.ts';
import { Secret } from '#lib/config/secret.ts';
import { adminExists } from './admin-exists.ts';
import { ensureFirstAdmin } from './ensure-first-admin.ts';
import { newSetupLink } from './setup-link.ts';
import { codeOf, PASSWORD, TestBrowser, TestConsole } from './testing.ts';

const LINK_MS = 60_000;
const EMAIL = 'root@example.com';

let server: TestConsole;
let browser: TestBrowser;

beforeAll(async () => {
  server = await TestConsole.start();
});
afterAll(() => server.stop());
beforeEach(async () => {
  await server.install();
  browser = new TestBrowser();
});

const newToken = async () =>
  new URLSearchParams((await newSetupLink(server.base.db, server.now, LINK_MS)).split('?')[1]);
const tokenOf = async () => (await newToken()).get('token') ?? '';
const setup = (token: string, email = EMAIL, from = browser) =>
  from.send('POST', '/api/v1/setup', { token, email, password: PASSWORD });
const admins = () =>
  server.base.db.query(
    `select u.email from access_grant g join app_user u on u.id = g.principal_id where g.role = 'admin' and g.clusters = '*'`,
    [],
    z.object({ email: z.string() }),
  );

describe('the one-time link', () => {
  test('makes the first admin, who is signed in, and is told in the audit log without its token', async () => {
    const token = await tokenOf();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect((await setup(token)).status).toBe(200);
    expect(await browser.who()).toBe(EMAIL);
    expect(await admins()).toEqual([{ email: EMAIL }]);
    expect(server.rows).toMatchObject([
      { row: 'intended', subject: { action: 'setup.complete', target: EMAIL } },
      { row: 'concluded', ended: { outcome: 'done' } },
    ]);
    const told = JSON.stringify(server.rows, (_, value) => (typeof value === 'bigint' ? String(value) : value));
    expect(told).not.toMatch(new RegExp(`${token}|${PASSWORD}`));
  });

  test('is stored as its hash alone', async () => {
    const token = await tokenOf();
    const [row] = await server.base.db.query(
      'select token_sha256 as hash from setup_link',
      [],
      z.object({ hash: z.instanceof(Buffer) }),
    );
    expect(row?.hash.length).toBe(32);
    expect(row?.hash.toString()).not.toContain(token);
  });

  test('works once, and takes the links of other starts with it', async () => {
    const [first, second] = [await tokenOf(), await tokenOf()];
    await setup(first);
    for (const token of [first, second]) {
      const again = await setup(token, 'eve@example.com', new TestBrowser());
      expect([again.status, await codeOf(again)]).toEqual([403, 'SETUP_LINK_INVALID']);
    }
    expect(await admins()).toEqual([{ email: EMAIL }]);
    expect(server.rows.at(-1)).toMatchObject({ row: 'refused', code: 'SETUP_LINK_INVALID' });
  });

  test('is over in time', async () => {
    const token = await tokenOf();
    server.now = new Date(server.now.getTime() + LINK_MS);
    expect(await codeOf(await setup(token))).toBe('SETUP_LINK_INVALID');
  });

  test.each([['', 'A'.repeat(43), `' or true --`, 'x'.repeat(200)]])('is not guessed: %s', async (guess) => {
    await tokenOf();
    expect(await codeOf(await setup(guess))).toBe('SETUP_LINK_INVALID');
    expect(await admins()).toEqual([]);
  });

  test('makes one admin of two who open it at once', async () => {
    const token = await tokenOf();
    const answers = await Promise.all(
      ['ann@example.com', 'bob@example.com', 'cyd@example.com'].map((email) => setup(token, email, new TestBrowser())),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, expect.any(Number), expect.any(Number)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await admins()).toHaveLength(1);
  });

  test('takes a password that is long enough', async () => {
    const answer = await browser.send('POST', '/api/v1/setup', {
      token: await tokenOf(),
      email: EMAIL,
      password: 'short',
    });
    expect(await answer.json()).toMatchObject({ code: 'INVALID_PARAMETER', errors: [{ parameter: 'password' }] });
  });
});

describe('a start', () => {
  const settings = (adminEmail: string | null = null) => ({
    adminEmail,
    adminPassword: adminEmail === null ? null : new Secret(PASSWORD),
    setupLinkMs: LINK_MS,
  });

  const toLog = () => ({ audit: testAccess(null, server.rows).audit, log: { error: () => {} } });

  test('gives a new link while there is no admin', async () => {
    const links = [];
    for (let nth = 0; nth < 2; nth++)
      links.push(await ensureFirstAdmin(server.base.db, settings(), server.now, toLog()));
    expect(links).toEqual([1, 2].map(() => ({ link: expect.stringMatching(/^\/setup\?token=[\w-]{43}$/) })));
    expect(links[0]).not.toEqual(links[1]);
  });

  test('makes the admin of the settings once, and leaves it be from then on', async () => {
    expect(await ensureFirstAdmin(server.base.db, settings(EMAIL), server.now, toLog())).toEqual({ made: EMAIL });
    expect((await browser.signIn(EMAIL)).status).toBe(200);
    expect(await ensureFirstAdmin(server.base.db, settings('other@example.com'), server.now, toLog())).toEqual({
      there: true,
    });
    expect(await admins()).toEqual([{ email: EMAIL }]);
    expect(await browser.who()).toBe(EMAIL);
    expect(server.rows.slice(0, 2)).toMatchObject([
      {
        row: 'intended',
        subject: { actor: { kind: 'system', name: 'settings' }, action: 'setup.complete', target: EMAIL },
      },
      { row: 'concluded', ended: { outcome: 'done' } },
    ]);
  });

  test('says in the audit log that it made none, where Postgres fails in the middle', async () => {
    await server.base.db.execute('alter table app_account rename to app_account_away');
    const failing = ensureFirstAdmin(server.base.db, settings(EMAIL), server.now, toLog());
    await expect(failing).rejects.toMatchObject({ name: 'DatabaseError' });
    await server.base.db.execute('alter table app_account_away rename to app_account');
    expect(await admins()).toEqual([]);
    expect(server.rows).toMatchObject([{ row: 'intended' }, { row: 'concluded', ended: { outcome: 'failed' } }]);
  });

  test('of two processes makes one admin', async () => {
    const states = await Promise.all(
      [1, 2].map(() => ensureFirstAdmin(server.base.db, settings(EMAIL), server.now, toLog())),
    );
    expect(states).toContainEqual({ made: EMAIL });
    expect(await admins()).toHaveLength(1);
  });

  test('makes a user who is there already the admin where none is left, with the password of the settings', async () => {
    await server.user(EMAIL, []);
    await server.base.db.execute(`update app_user set disabled = true`);
    await server.base.db.execute(`update app_account set password = 'aa:bb'`);
    expect(await ensureFirstAdmin(server.base.db, settings(EMAIL), server.now, toLog())).toEqual({ made: EMAIL });
    expect((await browser.signIn(EMAIL)).status).toBe(200);
  });
});

describe('there is an admin', () => {
  test.each<[string, string[], boolean]>([
    ['nobody', [], false],
    [
      'who has the grant',
      [
        `insert into access_grant (principal_kind, principal_id, clusters, role) select 'user', id, '*', 'admin' from app_user`,
      ],
      true,
    ],
    [
      'whose group has it',
      [
        `update app_user set groups = '{ops}'`,
        `insert into access_grant (principal_kind, principal_id, clusters, role) values ('group', 'ops', '*', 'admin')`,
      ],
      true,
    ],
    [
      'of some clusters only',
      [
        `insert into access_grant (principal_kind, principal_id, clusters, role) select 'user', id, 'prod-*', 'admin' from app_user`,
      ],
      false,
    ],
    [
      'who is less',
      [
        `insert into access_grant (principal_kind, principal_id, clusters, role) select 'user', id, '*', 'operator' from app_user`,
      ],
      false,
    ],
    [
      'who is disabled',
      [
        `insert into access_grant (principal_kind, principal_id, clusters, role) select 'user', id, '*', 'admin' from app_user`,
        'update app_user set disabled = true',
      ],
      false,
    ],
    [
      'who is a token',
      [`insert into access_grant (principal_kind, principal_id, clusters, role) values ('token', '1', '*', 'admin')`],
      false,
    ],
    [
      'of a group of nobody',
      [`insert into access_grant (principal_kind, principal_id, clusters, role) values ('group', 'ops', '*', 'admin')`],
      false,
    ],
  ])('%s: %#', async (_, statements, expected) => {
    await server.user(EMAIL, []);
    for (const statement of statements) await server.base.db.execute(statement);
    expect(await adminExists(server.base.db)).toBe(expected);
  });
});
