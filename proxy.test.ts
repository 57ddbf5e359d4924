import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

/** The answer in front of the routes in a process with these settings. */
async function answer(path: string, host: string, env: Record<string, string> = {}): Promise<Response> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { proxy } = await import('./proxy.ts');
  return await proxy(new Request(`http://localhost${path}`, { headers: { host } }));
}

/** Whether the framework goes on to a page, route or file. */
const passesOn = (response: Response): boolean => response.headers.get('x-middleware-next') === '1';

beforeEach(() => {
  // The configuration is read once per process.
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test('what is asked of us goes on to pages and routes', async () => {
  for (const path of ['/clusters/local', '/api/v1/clusters', '/_next/static/chunk.js']) {
    expect(passesOn(await answer(path, '127.0.0.1:3000'))).toBe(true);
  }
});

test('another name is refused for every path, also by a collector', async () => {
  for (const path of ['/', '/api/health', '/_next/static/chunk.js', '/%ff']) {
    expect((await answer(path, 'rebound.example', { TIDEMARK_ROLE: 'collector' })).status).toBe(421);
  }
});

test('the address it is told to listen on is ours', async () => {
  expect(passesOn(await answer('/', '127.0.0.9:3000', { TIDEMARK_HOST: '127.0.0.9' }))).toBe(true);
});

test('a collector answers its probes only', async () => {
  expect((await answer('/', 'localhost', { TIDEMARK_ROLE: 'collector' })).status).toBe(404);
  expect(passesOn(await answer('/api/ready', 'localhost'))).toBe(true);
});

test('a malformed path is refused', async () => {
  expect((await answer('/clusters/%ff', 'localhost')).status).toBe(400);
});

test('while no database says that there is an admin, an address that others reach has the one-time link and the probes only', async () => {
  const env = { TIDEMARK_HOST: '0.0.0.0' };
  for (const path of ['/', '/clusters/local', '/api/v1/clusters', '/metrics']) {
    expect((await answer(path, '10.0.0.1:3000', env)).status, path).toBe(503);
  }
  for (const path of ['/setup', '/api/health', '/api/ready']) {
    expect(passesOn(await answer(path, '10.0.0.1:3000', env)), path).toBe(true);
  }
});

describe('a page', () => {
  const policyOf = async (path: string) => (await answer(path, 'localhost')).headers.get('content-security-policy');

  test('may run the scripts of its own answer, and nothing that is written into it', async () => {
    const [first, second] = [await policyOf('/clusters/local'), await policyOf('/clusters/local')];
    expect(first).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/]{22}==';/);
    expect(first?.replace("style-src-attr 'unsafe-inline'", '')).not.toMatch(/unsafe|\*|https?:/);
    expect(second).not.toBe(first);
  });

  test('is told its nonce, whatever nonce the browser asked with', async () => {
    const { headers } = await answer('/', 'localhost');
    const nonce = headers.get('x-middleware-request-x-nonce');
    expect(headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
  });

  test('is told its path, whatever the browser says it is', async () => {
    const { proxy } = await import('./proxy.ts');
    const given = { host: 'localhost', 'x-tidemark-path': '//evil.example' };
    const { headers } = await proxy(new Request('http://localhost/clusters/local?range=15m', { headers: given }));
    expect(headers.get('x-middleware-request-x-tidemark-path')).toBe('/clusters/local?range=15m');
  });

  test('is what no route of the API and no file of the framework is', async () => {
    for (const path of ['/api/v1/clusters', '/metrics', '/v3/kafka', '/_next/static/chunk.js'])
      expect(await policyOf(path)).toBeNull();
    for (const path of ['/no-such-page', '/apis', '/metricsx', '/v3x']) expect(await policyOf(path)).not.toBeNull();
  });
});

test('where browsers come by https they are told to come no other way, also when they are refused', async () => {
  const https = { TIDEMARK_PUBLIC_URL: 'https://tidemark.example.com' };
  for (const [path, host] of [
    ['/', 'tidemark.example.com'],
    ['/api/v1/clusters', 'tidemark.example.com'],
    ['/', 'rebound.example'],
  ] as const) {
    const { headers } = await answer(path, host, https);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  }
});

test('else they are not', async () => {
  const http = { TIDEMARK_PUBLIC_URL: 'http://tidemark.example.com' };
  expect((await answer('/', 'tidemark.example.com', http)).headers.has('strict-transport-security')).toBe(false);
});
