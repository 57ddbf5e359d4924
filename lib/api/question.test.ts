import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Principal } from '#lib/access/principal.ts';
import type { ApiContext } from './context.ts';
import { defineQuestion } from './operation.ts';
import { serve } from './route.ts';
import { type AuditEntry, testAccess, testPrincipal, watched } from './testing.ts';

let rows: AuditEntry[];
beforeEach(() => {
  rows = [];
});

const double = defineQuestion({
  id: 'double',
  method: 'POST',
  path: '/api/v1/double',
  tag: 'Service',
  summary: 'For tests',
  role: 'operator',
  params: z.object({}),
  query: z.object({}),
  body: z.object({ n: z.int() }),
  response: { description: 'Twice as much', schema: z.object({ n: z.number() }) },
  problems: [],
  handle: async ({ body: { n } }) => ({ n: 2 * n }),
});

async function ask(principal: Principal | null, body: unknown, headers: Record<string, string> = {}) {
  const log = { error: () => {}, warn: () => {} };
  const clusters = [watched('local')];
  // Safe: an operation that asks for nothing else of it.
  const context = { access: testAccess(principal, rows), clusters, log } as unknown as ApiContext;
  const request = new Request('http://localhost/api/v1/double', {
    method: 'POST',
    headers: { host: 'localhost', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const response = await serve(double, () => context).POST(request, { params: Promise.resolve({}) });
  return { status: response.status, body: await response.json() };
}

test('is answered, and leaves nothing in the audit log', async () => {
  expect(await ask(testPrincipal(), { n: 3 })).toEqual({ status: 200, body: { n: 6 } });
  expect(rows).toEqual([]);
});

test('is read as any other body', async () => {
  expect(await ask(testPrincipal(), { n: 'three' })).toMatchObject({
    status: 400,
    body: { code: 'INVALID_PARAMETER' },
  });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(await ask(testPrincipal(), { n: 3 }, form)).toMatchObject({ status: 400, body: { code: 'BODY_NOT_JSON' } });
});

test('of somebody who may not ask is refused, which the audit log has under its name', async () => {
  const viewer = testPrincipal([{ clusters: '*', role: 'viewer' }]);
  expect(await ask(viewer, { n: 3 })).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  expect(rows).toMatchObject([{ row: 'refused', subject: { action: 'double' }, code: 'FORBIDDEN' }]);
});
