import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clusterPath, getJson, sendJson, withParams } from './api.ts';
import { ApiError } from './api-error.ts';
import { noteServerDate, serverNow } from './clock.ts';

const answer = vi.fn<typeof fetch>();

beforeEach(() => {
  answer.mockReset();
  vi.stubGlobal('fetch', answer);
});
afterEach(() => vi.unstubAllGlobals());

async function failure(): Promise<ApiError> {
  const error: unknown = await getJson('/api/v1/clusters').catch((cause: unknown) => cause);
  if (error instanceof ApiError) return error;
  throw new Error(`not an ApiError: ${String(error)}`);
}

it('makes every name safe in a path and leaves out what has no value', () => {
  expect(clusterPath('prod eu/1', 'topics', 'a?b')).toBe('/api/v1/clusters/prod%20eu%2F1/topics/a%3Fb');
  expect(withParams('/x', { search: 'a b&c', worst: null, cursor: undefined, limit: 5, empty: '' })).toBe(
    '/x?search=a+b%26c&limit=5',
  );
  expect(withParams('/x', { search: '' })).toBe('/x');
});

describe('getJson', () => {
  it('gives the body', async () => {
    answer.mockResolvedValue(Response.json({ items: [] }));
    expect(await getJson('/api/v1/clusters')).toEqual({ items: [] });
  });

  it('turns a problem into an error that says what to do', async () => {
    const problem = {
      type: 'about:blank',
      title: 'No such group',
      status: 404,
      code: 'GROUP_NOT_FOUND',
      detail: 'Look at the list',
      instance: '/x',
      requestId: 'r1',
    };
    answer.mockResolvedValue(Response.json(problem, { status: 404 }));
    const error = await failure();
    expect([error.code, error.status, error.detail, error.requestId]).toEqual([
      'GROUP_NOT_FOUND',
      404,
      'Look at the list',
      'r1',
    ]);
    expect([error.notFound, error.retriable]).toEqual([true, false]);
  });

  it.each([
    ['a page of a proxy', () => new Response('<html>', { status: 502 }), 'UNREADABLE_ANSWER', 502, true],
    ['a success that is no JSON', () => new Response('<html>'), 'UNREADABLE_ANSWER', 200, false],
    ['JSON of something else', () => Response.json({ error: 'x' }, { status: 500 }), 'UNREADABLE_ANSWER', 500, true],
  ] as const)('%s', async (_, body, code, status, retriable) => {
    answer.mockResolvedValue(body());
    const error = await failure();
    expect([error.code, error.status, error.retriable]).toEqual([code, status, retriable]);
  });

  it('no answer at all may pass', async () => {
    answer.mockRejectedValue(new TypeError('fetch failed'));
    const error = await failure();
    expect([error.code, error.status, error.retriable]).toEqual(['NETWORK_ERROR', 0, true]);
  });

  it('leaves an abort of the caller as it is', async () => {
    const aborting = new AbortController();
    answer.mockImplementation(async () => {
      aborting.abort();
      throw aborting.signal.reason;
    });
    const error: unknown = await getJson('/x', aborting.signal).catch((cause: unknown) => cause);
    expect(error).toBe(aborting.signal.reason);
  });
});

describe('the clock', () => {
  const NOW = Date.parse('2026-11-23T14:06:00.000Z');
  afterEach(() => noteServerDate(new Date().toUTCString()));

  it.each([
    ['a clock that is right', 'Mon, 23 Nov 2026 14:06:02 GMT', 0],
    ['a clock that is 5 min slow', 'Mon, 23 Nov 2026 14:11:00 GMT', 300_000],
    ['a clock that is 1 h fast', 'Mon, 23 Nov 2026 13:06:00 GMT', -3_600_000],
  ] as const)('%s', (_, header, skew) => {
    noteServerDate(header, NOW);
    expect(Math.abs(serverNow() - Date.now() - skew)).toBeLessThan(50);
  });

  it('learns nothing from a header that is no date', () => {
    noteServerDate('Mon, 23 Nov 2026 14:11:00 GMT', NOW);
    noteServerDate(null, NOW);
    noteServerDate('yesterday', NOW);
    expect(Math.abs(serverNow() - Date.now() - 300_000)).toBeLessThan(50);
  });
});

describe('sendJson', () => {
  it('sends the body as JSON and gives what comes back', async () => {
    answer.mockResolvedValue(Response.json({ id: '1' }));
    expect(await sendJson('POST', '/api/v1/grants', { role: 'viewer' })).toEqual({ id: '1' });
    const [, init] = answer.mock.calls[0] ?? [];
    expect(init).toMatchObject({ method: 'POST', body: '{"role":"viewer"}' });
    expect(new Headers(init?.headers).get('content-type')).toBe('application/json');
  });

  it('sends no body where there is none', async () => {
    answer.mockResolvedValue(Response.json({ id: '1' }));
    await sendJson('DELETE', '/api/v1/grants/1');
    expect(answer.mock.calls[0]?.[1]?.body).toBeUndefined();
  });

  it('tells which field was refused', async () => {
    const problem = { title: 'A parameter is not valid', code: 'INVALID_PARAMETER', detail: 'name: is missing' };
    const errors = [{ parameter: 'name', message: 'is missing' }];
    answer.mockResolvedValue(Response.json({ ...problem, errors }, { status: 400 }));
    const error: unknown = await sendJson('POST', '/api/v1/tokens', {}).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'INVALID_PARAMETER', errors });
  });
});
