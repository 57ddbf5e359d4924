import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { DatabaseError, type DatabaseErrorCode } from '#lib/db/errors.ts';
import type { ApiContext } from './context.ts';
import { defineOperation } from './operation.ts';
import { clusterParam, integerParam } from './parameters.ts';
import { ApiProblem, type ProblemCode } from './problem.ts';
import { serve, serveNothing } from './route.ts';
import { problemSchema } from './schemas/common.ts';
import { testAccess } from './testing.ts';
import { webProcess } from './web-process.ts';

const logged: unknown[] = [];
// The wrapper itself touches nothing of the context but its log, its clusters and who asks.
const context = {
  log: { error: (entry: unknown) => logged.push(entry), warn: () => {} },
  access: testAccess(),
  clusters: [],
} as unknown as ApiContext;

function operationThat(handle: () => Promise<{ n: number } | Response>) {
  return defineOperation({
    id: 'test',
    method: 'GET',
    path: '/api/v1/test/{cluster}',
    tag: 'Service',
    summary: 'For tests',
    role: 'viewer',
    params: z.object({ cluster: clusterParam }),
    query: z.object({ n: integerParam({ min: 0, max: 9, fallback: 1 }) }),
    response: { description: 'A number', schema: z.object({ n: z.number() }) },
    problems: [],
    handle,
  });
}

const input = { params: Promise.resolve({ cluster: 'local' }) };
const request = (query = '', init: RequestInit = {}) => new Request(`http://host/api/v1/test/local${query}`, init);
const handlersThat = (handle: () => Promise<{ n: number } | Response>) => serve(operationThat(handle), () => context);
const failingWith = (error: unknown) => handlersThat(() => Promise.reject(error));

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return problemSchema.strict().parse(await response.json());
}

describe('a success', () => {
  test('is JSON with the standard headers', async () => {
    const response = await handlersThat(async () => ({ n: 1 })).GET(request(), input);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ n: 1 });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('keeps the request id it was given, unless that is nonsense', async () => {
    const { GET } = handlersThat(async () => ({ n: 1 }));
    const idFor = async (id: string) =>
      (await GET(request('', { headers: { 'x-request-id': id } }), input)).headers.get('x-request-id');
    expect(await idFor('trace-12345678')).toBe('trace-12345678');
    expect(await idFor('short')).not.toBe('short');
    expect(await idFor('a"><script>alert(1)')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('HEAD has the headers without the body', async () => {
    const response = await handlersThat(async () => ({ n: 1 })).HEAD(request('', { method: 'HEAD' }), input);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.body).toBeNull();
  });

  test('HEAD of a stream ends the stream', async () => {
    const cancel = vi.fn();
    const { HEAD } = handlersThat(async () => new Response(new ReadableStream({ cancel })));
    await HEAD(request('', { method: 'HEAD' }), input);
    expect(cancel).toHaveBeenCalledOnce();
  });
});

describe('methods', () => {
  const handlers = handlersThat(async () => ({ n: 1 }));

  test('OPTIONS names what is possible', async () => {
    const response = await handlers.OPTIONS(request('', { method: 'OPTIONS' }), input);
    expect(response.status).toBe(204);
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('%s is refused', async (method) => {
    const response = await handlers[method](request('', { method }), input);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect((await problemOf(response)).code).toBe('METHOD_NOT_ALLOWED');
  });

  test('a path that no operation has is a problem, not a page', async () => {
    const response = await serveNothing(() => context).GET(new Request('http://host/api/v2/x'), input);
    expect(response.status).toBe(404);
    expect(await problemOf(response)).toMatchObject({ code: 'ROUTE_NOT_FOUND', instance: '/api/v2/x' });
  });
});

describe('a failure', () => {
  test('of a parameter names it', async () => {
    const response = await handlersThat(async () => ({ n: 1 })).GET(request('?n=10&m=1'), input);
    expect(response.status).toBe(400);
    expect(await problemOf(response)).toMatchObject({
      type: 'urn:tidemark:problem:invalid-parameter',
      code: 'INVALID_PARAMETER',
      instance: '/api/v1/test/local',
      errors: [
        { parameter: 'm', message: 'unknown parameter; this path takes n' },
        { parameter: 'n', message: 'must be a whole number from 0 to 9' },
      ],
    });
  });

  test('that a handler throws as a problem is that problem', async () => {
    const response = await failingWith(new ApiProblem('GROUP_NOT_FOUND', 'local has no group "x"')).GET(
      request(),
      input,
    );
    expect(response.status).toBe(404);
    expect(await problemOf(response)).toMatchObject({ code: 'GROUP_NOT_FOUND', detail: 'local has no group "x"' });
  });

  test.each<[DatabaseErrorCode, string | null, number, ProblemCode]>([
    ['CONNECTION_LOST', null, 503, 'DATABASE_UNAVAILABLE'],
    ['CONNECTIONS_BUSY', null, 503, 'DATABASE_BUSY'],
    ['CONNECTION_LOST', '53300', 503, 'DATABASE_BUSY'],
    ['STATEMENT_TIMEOUT', '57014', 503, 'STATEMENT_TIMEOUT'],
    ['LOCK_TIMEOUT', '55P03', 503, 'STATEMENT_TIMEOUT'],
    ['INSUFFICIENT_PRIVILEGE', '42501', 503, 'DATABASE_NOT_READY'],
    ['OTHER', '42P01', 503, 'DATABASE_NOT_READY'],
    ['OUT_OF_MEMORY', '53200', 503, 'DATABASE_BUSY'],
    ['OTHER', '42601', 500, 'INTERNAL_ERROR'],
    ['UNEXPECTED_ROW', null, 500, 'INTERNAL_ERROR'],
  ])('of the database, %s %s, is %i %s', async (code, sqlState, status, problem) => {
    const response = await failingWith(new DatabaseError(code, 'secret detail', { sqlState })).GET(request(), input);
    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toEqual(status === 503 ? expect.stringMatching(/^\d+$/) : null);
    const body = await problemOf(response);
    expect(body.code).toBe(problem);
    expect(JSON.stringify(body)).not.toContain('secret detail');
  });

  test('nobody expected tells nothing but an id, under which the log has it all', async () => {
    logged.length = 0;
    const error = new TypeError('undefined is not a secret');
    const response = await failingWith(error).GET(request(), input);
    expect(response.status).toBe(500);
    const body = await problemOf(response);
    expect(body).toMatchObject({ code: 'INTERNAL_ERROR', detail: expect.stringContaining(body.requestId) });
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(body.requestId).toBe(response.headers.get('x-request-id'));
    expect(logged).toEqual([{ requestId: body.requestId, code: 'INTERNAL_ERROR', err: error }]);
  });

  test('of the context itself is answered and logged too', async () => {
    const spy = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { GET } = serve(
      operationThat(async () => ({ n: 1 })),
      () => {
        throw new Error('no configuration');
      },
    );
    const response = await GET(request(), input);
    expect((await problemOf(response)).code).toBe('INTERNAL_ERROR');
    expect(spy).toHaveBeenCalledOnce();
    spy.mockRestore();
  });
});

describe('running requests', () => {
  test('are counted while they run, also when they fail', async () => {
    const during: number[] = [];
    const before = webProcess().runningRequests;
    await handlersThat(async () => {
      during.push(webProcess().runningRequests);
      throw new Error('failed');
    }).GET(request(), input);
    expect(during).toEqual([before + 1]);
    expect(webProcess().runningRequests).toBe(before);
  });
});
