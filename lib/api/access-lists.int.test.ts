import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { installContext, request, testAccess, testContext, testPrincipal, watched } from './testing.ts';

const NAMES = ['ada', 'bob', 'cyd', 'dan', 'eve'];

let base: TestDatabase;
beforeAll(async () => {
  base = await createTestDatabase();
  const clusters = [watched('prod')];
  installContext(testContext(base.db, base.url, { access: testAccess(testPrincipal(), []), clusters }));
  for (const name of NAMES) {
    await base.db.execute('insert into app_user (id, name, email) values ($1, $1, $2)', [name, `${name}@example.com`]);
    await post('/api/v1/grants', {
      principal: { kind: 'user', email: `${name}@example.com` },
      clusters: 'prod',
      role: 'viewer',
    });
    const token = { name, use: null, grants: [{ clusters: 'prod', role: 'viewer' }], expiresAt: null };
    await post('/api/v1/tokens', token);
  }
});
afterAll(() => base.drop());

async function post(path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await request(path, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(response.status, inspect(await response.json())).toBe(200);
}

const pageSchema = z.object({ items: z.array(z.looseObject({ id: z.string() })), nextCursor: z.string().nullable() });
const page = async (path: string) => pageSchema.parse(await (await request(path)).json());

test.each(['users', 'grants', 'tokens'])(
  '%s come page after page, each of them once and in the order of all',
  async (list) => {
    const path = `/api/v1/${list}`;
    const whole = await page(path);
    expect(whole.items.length).toBeGreaterThanOrEqual(NAMES.length);
    expect(whole.nextCursor).toBeNull();
    const pages = [await page(`${path}?limit=2`)];
    for (let next = pages[0]?.nextCursor; next; next = pages.at(-1)?.nextCursor) {
      pages.push(await page(`${path}?limit=2&cursor=${encodeURIComponent(next)}`));
    }
    expect(pages.length).toBe(Math.ceil(whole.items.length / 2));
    expect(pages.flatMap(({ items }) => items)).toEqual(whole.items);
  },
);

test('a cursor of one list is refused by another', async () => {
  const { nextCursor } = await page('/api/v1/grants?limit=2');
  const response = await request(`/api/v1/tokens?cursor=${encodeURIComponent(nextCursor ?? '')}`);
  expect([response.status, await response.json()]).toMatchObject([400, { code: 'CURSOR_INVALID' }]);
});
