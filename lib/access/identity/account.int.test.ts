import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeOf, IDLE_MS, PASSWORD, TestBrowser, TestConsole } from './testing.ts';

const ADA = 'ada@example.com';
const EVE = 'eve@example.com';

let server: TestConsole;
let laptop: TestBrowser;
let phone: TestBrowser;

beforeAll(async () => {
  server = await TestConsole.start();
});
afterAll(() => server.stop());
beforeEach(async () => {
  await server.install();
  await server.user(ADA);
  await server.user(EVE);
  [laptop, phone] = [new TestBrowser(), new TestBrowser()];
  await phone.signIn(ADA);
  await laptop.signIn(ADA);
});

const sessionsOf = async (browser: TestBrowser) => (await (await browser.send('GET', '/api/v1/sessions')).json()).items;

describe('sessions', () => {
  test('are listed with the one that asks, and without what makes them', async () => {
    const items = await sessionsOf(laptop);
    expect(items).toMatchObject([
      { current: true, address: '127.0.0.1', userAgent: null },
      { current: false, address: '127.0.0.1', userAgent: null },
    ]);
    const token = decodeURIComponent(laptop.cookie.split('=')[1] ?? '').split('.')[0] ?? '';
    expect(JSON.stringify(items)).not.toContain(token);
  });

  test('are one’s own, and those that hold', async () => {
    const eve = new TestBrowser();
    await eve.signIn(EVE);
    expect(await sessionsOf(eve)).toHaveLength(1);
    const [, other] = await sessionsOf(laptop);
    const idle = new Date(server.now.getTime() - IDLE_MS);
    await server.base.db.execute('update app_session set updated_at = $2 where id = $1', [other.id, idle]);
    expect(await sessionsOf(laptop)).toMatchObject([{ current: true }]);
  });

  test('end when they are told to, from the next request on', async () => {
    const [, other] = await sessionsOf(laptop);
    server.rows.length = 0;
    expect((await laptop.send('DELETE', `/api/v1/sessions/${other.id}`)).status).toBe(200);
    expect(await phone.who()).toBeNull();
    expect(await laptop.who()).toBe(ADA);
    expect(server.rows).toMatchObject([
      {
        row: 'intended',
        subject: { action: 'session.revoke', target: `session of ${ADA}` },
        change: { before: { id: other.id } },
      },
      { ended: { outcome: 'done' } },
    ]);
    expect(await codeOf(await laptop.send('DELETE', `/api/v1/sessions/${other.id}`))).toBe('SESSION_NOT_FOUND');
  });

  test('of others are not there', async () => {
    const eve = new TestBrowser();
    await eve.signIn(EVE);
    const [own] = await sessionsOf(laptop);
    expect(await codeOf(await eve.send('DELETE', `/api/v1/sessions/${own.id}`))).toBe('SESSION_NOT_FOUND');
    expect(await laptop.who()).toBe(ADA);
  });
});

describe('a password', () => {
  const NEW = 'another long passphrase';
  const change = (body: object, browser = laptop) => browser.send('PUT', '/api/v1/me/password', body);

  test('is changed by who knows it: all other sessions end, and this one is a new one', async () => {
    const before = laptop.cookie;
    server.rows.length = 0;
    expect((await change({ currentPassword: PASSWORD, newPassword: NEW })).status).toBe(200);
    expect(laptop.cookie).not.toBe(before);
    expect([await laptop.who(), await phone.who()]).toEqual([ADA, null]);
    expect((await phone.signIn(ADA)).status).toBe(401);
    expect((await phone.signIn(ADA, NEW)).status).toBe(200);
    const told = JSON.stringify(server.rows, (_, value) => (typeof value === 'bigint' ? String(value) : value));
    expect(told).not.toMatch(new RegExp(`${PASSWORD}|${NEW}`));
    expect(server.rows).toMatchObject([{ subject: { action: 'password.change', target: ADA } }, {}, {}, {}, {}]);
  });

  test('stays where the current one is not known: that is written down, and said at its field', async () => {
    server.rows.length = 0;
    const answer = await change({ currentPassword: 'a guess', newPassword: NEW });
    expect(await answer.json()).toMatchObject({
      code: 'INVALID_CREDENTIALS',
      errors: [{ parameter: 'currentPassword' }],
    });
    expect(server.rows).toMatchObject([{ row: 'refused', code: 'INVALID_CREDENTIALS', subject: { target: ADA } }]);
    expect(await phone.who()).toBe(ADA);
  });

  test('is refused when it is too short', async () => {
    const answer = await change({ currentPassword: PASSWORD, newPassword: 'short' });
    expect(await answer.json()).toMatchObject({ code: 'INVALID_PARAMETER', errors: [{ parameter: 'newPassword' }] });
  });

  test('that is not there is not changed', async () => {
    await server.base.db.execute('update app_account set password = null');
    expect(await codeOf(await change({ currentPassword: PASSWORD, newPassword: NEW }))).toBe('NO_PASSWORD');
  });
});
