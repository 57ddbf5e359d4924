import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Principal } from '#lib/access/principal.ts';
import { DatabaseError } from '#lib/db/errors.ts';
import { requireAllowed } from './admission.ts';
import type { ApiContext } from './context.ts';
import { defineMutation } from './operation.ts';
import { clusterParam } from './parameters.ts';
import { ApiProblem } from './problem.ts';
import { serve } from './route.ts';
import { type AuditEntry, testAccess, testPrincipal, watched } from './testing.ts';

let rows: AuditEntry[];
let done: string[];
let act: () => Promise<{ answer: { n: number }; after?: number }>;
let planned: () => void;
beforeEach(() => {
  rows = [];
  done = [];
  planned = () => done.push('planned');
  act = async () => {
    done.push('acted');
    return { answer: { n: 2 } };
  };
});

const setNumber = defineMutation({
  id: 'setNumber',
  method: 'PUT',
  path: '/api/v1/clusters/{cluster}/number',
  tag: 'Service',
  summary: 'For tests',
  role: 'operator',
  action: 'number.set',
  params: z.object({ cluster: clusterParam }),
  query: z.object({}),
  body: z.object({ n: z.int(), why: z.string() }),
  response: { description: 'The number', schema: z.object({ n: z.number() }) },
  problems: [],
  plan: async ({ params, body }) => {
    planned();
    return {
      cluster: params.cluster,
      target: 'the number',
      reason: body.why,
      before: 1,
      after: body.n,
      act: () => act(),
    };
  },
});

interface Sent {
  principal?: Principal | null;
  body?: unknown;
  headers?: Record<string, string>;
  cluster?: string;
  access?: Partial<ApiContext['access']['audit']>;
}

async function send({
  principal = testPrincipal(),
  body = { n: 2, why: 'test' },
  headers = {},
  cluster = 'local',
  access = {},
}: Sent = {}) {
  const log = { error: () => {}, warn: () => {} };
  const own = testAccess(principal, rows);
  const context = {
    log,
    clusters: [watched('local')],
    access: { ...own, audit: { ...own.audit, ...access } },
  } as unknown as ApiContext;
  const request = new Request('http://tidemark/api/v1/clusters/local/number', {
    method: 'PUT',
    headers: { host: 'tidemark', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const response = await serve(setNumber, () => context).PUT(request, {
    params: Promise.resolve({ cluster }),
  });
  const answer: { code?: string; n?: number } = await response.json();
  return { status: response.status, code: answer.code ?? null, answer };
}

describe('a change', () => {
  test('stands in the audit log before it is made, and how it ended after it', async () => {
    expect(await send()).toMatchObject({ status: 200, answer: { n: 2 } });
    expect(done).toEqual(['planned', 'acted']);
    expect(rows).toMatchObject([
      {
        row: 'intended',
        subject: {
          actor: { kind: 'user', name: 'ada@example.com' },
          origin: { address: '127.0.0.1', requestId: expect.any(String) },
          action: 'number.set',
          cluster: 'local',
          target: 'the number',
          reason: 'test',
        },
        change: { before: 1, after: 2 },
      },
      { row: 'concluded', of: 1n, ended: { outcome: 'done', after: 2 } },
    ]);
  });

  test('that turned out otherwise is told as it turned out', async () => {
    act = async () => ({ answer: { n: 3 }, after: 3 });
    await send();
    expect(rows.at(-1)).toMatchObject({ ended: { outcome: 'done', after: 3 } });
  });

  test('that fails is told as failed, with the code of its problem', async () => {
    act = () => Promise.reject(new ApiProblem('GROUP_NOT_FOUND', 'no such group'));
    expect(await send()).toMatchObject({ status: 404 });
    expect(rows.at(-1)).toMatchObject({ of: 1n, ended: { outcome: 'failed', detail: 'GROUP_NOT_FOUND' } });
    act = () => Promise.reject(new Error('a secret'));
    expect(await send()).toMatchObject({ status: 500 });
    expect(rows.at(-1)).toMatchObject({ ended: { outcome: 'failed', detail: 'INTERNAL_ERROR' } });
  });

  test('is not made when the audit log does not take it', async () => {
    const intend = () => Promise.reject(new DatabaseError('CONNECTION_LOST', 'away'));
    expect(await send({ access: { intend } })).toMatchObject({ status: 503, code: 'DATABASE_UNAVAILABLE' });
    expect(done).toEqual(['planned']);
  });

  test('stands when only its end cannot be written', async () => {
    const conclude = () => Promise.reject(new DatabaseError('CONNECTION_LOST', 'away'));
    expect(await send({ access: { conclude } })).toMatchObject({ status: 200 });
  });
});

describe('refused and written down is', () => {
  test.each<[string, Sent, number, string]>([
    ['nobody', { principal: null }, 401, 'UNAUTHENTICATED'],
    ['too small a role', { principal: testPrincipal([{ clusters: '*', role: 'viewer' }]) }, 403, 'FORBIDDEN'],
    ['a role elsewhere', { principal: testPrincipal([{ clusters: 'other', role: 'admin' }]) }, 403, 'FORBIDDEN'],
    ['a page of another site', { headers: { 'sec-fetch-site': 'cross-site' } }, 403, 'CROSS_SITE'],
    ['nobody from another site', { principal: null, headers: { origin: 'http://evil.example' } }, 403, 'CROSS_SITE'],
  ])('%s', async (_, sent, status, code) => {
    expect(await send(sent)).toMatchObject({ status, code });
    expect(rows).toMatchObject([{ row: 'refused', code, subject: { action: 'number.set', cluster: 'local' } }]);
    expect(done).toEqual([]);
  });

  test('what is refused only once it is known what it is about', async () => {
    const elsewhere = testPrincipal([{ clusters: 'local', role: 'operator' }]);
    planned = () => requireAllowed(elsewhere, { role: 'admin' }, 'other');
    expect(await send({ principal: elsewhere })).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(rows).toMatchObject([
      {
        row: 'refused',
        code: 'FORBIDDEN',
        subject: { actor: { name: 'ada@example.com' }, action: 'number.set', target: 'other' },
      },
    ]);
    expect(done).toEqual([]);
  });

  test('what is about no cluster that there is, as of none: names that are made up are one kind of refusal', async () => {
    await send({ principal: null, cluster: 'made-up' });
    expect(rows).toMatchObject([{ code: 'UNAUTHENTICATED', subject: { cluster: null, target: 'made-up' } }]);
  });

  test('and refused all the same where it cannot be written down', async () => {
    const refuse = () => Promise.reject(new DatabaseError('CONNECTION_LOST', 'away'));
    expect(await send({ principal: null, access: { refuse } })).toMatchObject({ status: 401 });
  });
});

test('a program with a token may come from anywhere', async () => {
  const token = testPrincipal(undefined, { kind: 'token', ambient: false });
  expect(await send({ principal: token, headers: { origin: 'http://elsewhere.example' } })).toMatchObject({
    status: 200,
  });
});

describe('a body is refused', () => {
  test.each<[string, Sent, number, string]>([
    ['without its type', { headers: { 'content-type': 'text/plain' } }, 400, 'BODY_NOT_JSON'],
    ['that is no JSON', { body: '{' }, 400, 'BODY_NOT_JSON'],
    ['that lacks a field', { body: { n: 2 } }, 400, 'INVALID_PARAMETER'],
    ['that is too long', { body: { n: 2, why: 'x'.repeat(70_000) } }, 413, 'BODY_TOO_LARGE'],
  ])('%s', async (_, sent, status, code) => {
    expect(await send(sent)).toMatchObject({ status, code });
    expect([done, rows]).toEqual([[], []]);
  });
});
