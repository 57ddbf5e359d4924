import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { PostgresAuditLog } from '#lib/access/audit/audit-log.ts';
import { testAuditLog, testSubject } from '#lib/access/audit/testing.ts';
import type { Grant } from '#lib/access/principal.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { auditPageSchema } from './schemas/audit.ts';
import { installContext, request, testAccess, testContext, testPrincipal, watched } from './testing.ts';

let base: TestDatabase;
let log: PostgresAuditLog;

beforeAll(async () => {
  base = await createTestDatabase();
  log = testAuditLog(base.db);
  const change = async (target: string, overrides: Parameters<typeof testSubject>[0] = {}) =>
    log.intend(testSubject({ target, ...overrides }), { before: null, after: { role: 'viewer' } });
  await log.conclude(await change('bob on orders'), { outcome: 'done', after: { role: 'operator' } });
  await log.conclude(await change('carl on billing', { cluster: 'billing', action: 'grant.delete' }), {
    outcome: 'failed',
    detail: 'GROUP_NOT_FOUND',
  });
  await change('=cmd|calc', {
    cluster: null,
    action: 'token.create',
    actor: { kind: 'token', id: 't-1', name: 'ci' },
    reason: '-1+1, "quoted"\nand more',
  });
  for (let n = 0; n < 5; n++) await log.refuse(testSubject({ target: null, action: 'listGroups' }), 'FORBIDDEN');
  await log.flush();
});
afterAll(() => base.drop());

function as(grants: Grant[]) {
  const clusters = ['orders', 'billing'].map(watched);
  installContext(testContext(base.db, base.url, { access: testAccess(testPrincipal(grants)), clusters }));
}
const asAdmin = () => as([{ clusters: '*', role: 'admin' }]);
const page = async (query = '') => {
  const response = await request(`/api/v1/audit${query}`);
  expect(response.status).toBe(200);
  return auditPageSchema.parse(await response.json());
};
const targets = async (query = '') => (await page(query)).items.map(({ target }) => target);
const ALL = [null, '=cmd|calc', 'carl on billing', 'bob on orders'];

test('a change and how it ended are one entry, and so are refusals that are alike', async () => {
  asAdmin();
  const { items, nextCursor } = await page();
  expect(nextCursor).toBeNull();
  expect(items).toMatchObject([
    { outcome: 'refused', detail: 'FORBIDDEN', count: 5, action: 'listGroups', endedAt: expect.any(String) },
    { outcome: 'intended', endedAt: null, actor: { kind: 'token', id: 't-1', name: 'ci' }, cluster: null, count: 1 },
    {
      outcome: 'failed',
      detail: 'GROUP_NOT_FOUND',
      before: null,
      after: { role: 'viewer' },
      endedAt: expect.any(String),
    },
    {
      outcome: 'done',
      after: { role: 'operator' },
      origin: { address: '10.0.0.7', userAgent: 'test', requestId: 'request-1' },
      reason: 'on call',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ]);
});

describe('a filter', () => {
  test.each<[string, (string | null)[]]>([
    ['?actor=ADA', [null, 'carl on billing', 'bob on orders']],
    ['?actor=t-1', ['=cmd|calc']],
    ['?action=grant', ['carl on billing', 'bob on orders']],
    ['?action=grant.delete', ['carl on billing']],
    ['?action=gran', []],
    ['?cluster=billing', ['carl on billing']],
    ['?outcome=intended', ['=cmd|calc']],
    ['?outcome=done', ['bob on orders']],
    ['?outcome=failed&cluster=orders', []],
    ['?search=ON%20', ['carl on billing', 'bob on orders']],
    ['?search=%25', []],
    ['?from=2020-01-01T00:00:00Z', ALL],
    ['?to=2020-01-01T00:00:00Z', []],
    ['?actor=&search=', ALL],
  ])('%s', async (query, expected) => {
    asAdmin();
    expect(await targets(query)).toEqual(expected);
  });

  test.each([
    '?outcome=perhaps',
    '?from=yesterday',
    '?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
    '?who=ada',
    '?limit=0',
    '?cursor=abc',
  ])('%s is refused', async (query) => {
    asAdmin();
    expect((await request(`/api/v1/audit${query}`)).status).toBe(400);
  });
});

test('pages follow each other, and a cursor is of its filter alone', async () => {
  asAdmin();
  const found: (string | null)[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { items, nextCursor }: Awaited<ReturnType<typeof page>> = await page(
      `?limit=1${cursor && `&cursor=${cursor}`}`,
    );
    found.push(...items.map(({ target }) => target));
    cursor = nextCursor;
  }
  expect(found).toEqual(ALL);
  const { nextCursor } = await page('?limit=1');
  expect((await request(`/api/v1/audit?limit=1&outcome=done&cursor=${nextCursor}`)).status).toBe(400);
});

describe('whoever reads sees', () => {
  test.each<[string, Grant[], (string | null)[]]>([
    ['all of it, as admin of the installation', [{ clusters: '*', role: 'admin' }], ALL],
    [
      'that of every cluster, as operator of all',
      [{ clusters: '*', role: 'operator' }],
      [null, 'carl on billing', 'bob on orders'],
    ],
    ['that of one cluster, as its operator', [{ clusters: 'billing', role: 'operator' }], ['carl on billing']],
    ['that of one cluster, as its admin', [{ clusters: 'ord*', role: 'admin' }], [null, 'bob on orders']],
    [
      'nothing of a cluster on which they only look',
      [
        { clusters: 'billing', role: 'operator' },
        { clusters: 'orders', role: 'viewer' },
      ],
      ['carl on billing'],
    ],
  ])('%s', async (_, grants, expected) => {
    as(grants);
    expect(await targets()).toEqual(expected);
    const file = z.array(z.looseObject({ target: z.string().nullable() }));
    const exported = file.parse(await (await request('/api/v1/audit.json')).json());
    expect(exported.map(({ target }) => target)).toEqual(expected);
  });

  test('nothing at all, as a viewer', async () => {
    as([{ clusters: '*', role: 'viewer' }]);
    for (const path of ['/api/v1/audit', '/api/v1/audit.csv', '/api/v1/audit.json']) {
      expect((await request(path)).status).toBe(403);
    }
  });
});

describe('a file', () => {
  test('of CSV has a line for each entry, and nothing that a spreadsheet runs', async () => {
    asAdmin();
    const response = await request('/api/v1/audit.csv?outcome=intended');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="tidemark audit [\d-]{10}\.csv"$/,
    );
    const [mark, ...bytes] = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());
    expect(mark).toBe('\ufeff');
    const text = bytes.join('');
    expect(text.split('\r\n')[0]).toBe(
      'at,ended_at,actor,actor_kind,actor_id,address,user_agent,request_id,action,cluster,target,reason,before,after,outcome,detail,count,id,hash',
    );
    expect(text).toContain(
      `,token.create,,'=cmd|calc,"'-1+1, ""quoted""\nand more",,"{""role"":""viewer""}",intended,,1,5,`,
    );
  });

  test('is the same as the list, beyond one batch', async () => {
    asAdmin();
    for (let n = 0; n < 450; n++) {
      await log.intend(testSubject({ action: 'many.create', target: `${n}` }), { before: null, after: n });
    }
    const { items } = await page('?action=many&limit=1000');
    expect(await (await request('/api/v1/audit.json?action=many')).json()).toEqual(items);
    expect(items).toHaveLength(450);
    const csv = await (await request('/api/v1/audit.csv?action=many')).text();
    expect(csv.split('\r\n')).toHaveLength(452);
  });

  test('that nobody takes any more is not read on', async () => {
    asAdmin();
    const reader = (await request('/api/v1/audit.csv?action=many')).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(base.db.pool.idleCount).toBe(base.db.pool.totalCount);
  });
});
