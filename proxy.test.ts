import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** The answer in front of the routes in a process with these settings; undefined where there is none. */
async function answer(path: string, host: string, env: Record<string, string> = {}): Promise<Response | undefined> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { proxy } = await import('./proxy.ts');
  return proxy(new Request(`http://localhost${path}`, { headers: { host } }));
}

beforeEach(() => {
  // The configuration is read once per process.
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test('what is asked of us goes on to pages and routes', async () => {
  expect(await answer('/clusters/local', '127.0.0.1:3000')).toBeUndefined();
  expect(await answer('/api/v1/clusters', 'localhost:3000')).toBeUndefined();
});

test('another name is refused for every path, also by a collector', async () => {
  for (const path of ['/', '/api/health', '/_next/static/chunk.js', '/%ff']) {
    expect((await answer(path, 'rebound.example', { TIDEMARK_ROLE: 'collector' }))?.status).toBe(421);
  }
});

test('the address it is told to listen on is ours', async () => {
  expect(await answer('/', '127.0.0.9:3000', { TIDEMARK_HOST: '127.0.0.9' })).toBeUndefined();
});

test('a collector answers its probes only', async () => {
  expect((await answer('/', 'localhost', { TIDEMARK_ROLE: 'collector' }))?.status).toBe(404);
  expect(await answer('/api/ready', 'localhost')).toBeUndefined();
});

test('a malformed path is refused', async () => {
  expect((await answer('/clusters/%ff', 'localhost'))?.status).toBe(400);
});
