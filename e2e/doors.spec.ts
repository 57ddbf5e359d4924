import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect, test } from '@playwright/test';
import { createTestDatabase } from '#lib/db/testing.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { startConsole, urlOf } from '#scripts/run/console.ts';
import { asAdmin } from '#scripts/test/admin.ts';
import { CLUSTER } from './console.ts';

/** Who gets in, and what they find: on the built console, where the framework puts its own things before and after ours. */

const PATHS = ['/', CLUSTER, '/api/v1/clusters', '/api/health', '/_next/static/no-such-chunk.js', '/favicon.ico'];
const API_PROBLEM = 'application/problem+json';

/** Asks as a browser does that believes the server to be `host`. */
async function askAs(
  host: string,
  url: string,
  given: { cookie?: string } = {},
): Promise<{ status: number; type: string; body: string }> {
  const [response]: IncomingMessage[] = await once(request(url, { headers: { ...given, host } }).end(), 'response');
  if (response === undefined) throw new Error('no response');
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return { status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body };
}

test('another host name gets nothing, whatever it asks for; loopback names do, with any port', async ({ baseURL }) => {
  for (const path of PATHS) {
    const answer = await askAs('rebound.example:3000', `${baseURL}${path}`);
    expect(answer, path).toMatchObject({ status: 421, type: API_PROBLEM });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'HOST_REFUSED', instance: path });
  }
  const admin = await asAdmin(baseURL ?? '');
  for (const host of ['localhost', 'localhost:8080', '127.0.0.1:1', '[::1]:9000']) {
    expect(await askAs(host, `${baseURL}${CLUSTER}`, admin), host).toMatchObject({ status: 200 });
    expect(await askAs(host, `${baseURL}/api/v1/clusters`, admin), host).toMatchObject({ status: 200 });
  }
});

test('pages cannot be framed, load nothing from elsewhere, and say so once', async ({ request: browser }) => {
  const nonces = new Set<string>();
  const paths = ['/', CLUSTER, `${CLUSTER}/groups/payments-worker`, '/no-such-page'];
  for (const path of paths) {
    const response = await browser.get(path, { maxRedirects: 0 });
    const headers = response.headers();
    expect(headers, path).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'cache-control': expect.stringContaining('no-store'),
    });
    const policy = headers['content-security-policy'] ?? '';
    expect(policy, path).toMatch(/^default-src 'none'; script-src 'self' 'nonce-\S+'; [^,]*frame-ancestors 'none'$/);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    nonces.add(nonce);
    const scripts = (await response.text()).match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length, path).toBeGreaterThan(5);
    expect(
      scripts.filter((script) => !script.includes(`nonce="${nonce}"`)),
      path,
    ).toEqual([]);
  }
  expect(nonces.size).toBe(paths.length);
  const api = (await browser.get('/api/v1/clusters')).headers();
  expect(api).toMatchObject({
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
  });
});

test('metrics are open to programs of this machine, and to nothing that was passed on, whatever it says', async ({
  baseURL,
}) => {
  const status = async (headers: Record<string, string> = {}) =>
    (await fetch(`${baseURL}/metrics`, { headers })).status;
  expect(await status()).toBe(200);
  const local = JSON.stringify({ peer: '127.0.0.1', client: '127.0.0.1', isBehindProxy: true, isForwarded: false });
  for (const forwarding of [
    { 'x-forwarded-for': '127.0.0.1' },
    { 'x-forwarded-for': '127.0.0.1', 'x-tidemark-connection': local },
    { forwarded: 'for=127.0.0.1' },
    { 'x-real-ip': '127.0.0.1' },
  ]) {
    expect(await status(forwarding), JSON.stringify(forwarding)).toBe(401);
  }
});

test('a collector polls, and of HTTP has its probes only', async () => {
  test.setTimeout(120_000);
  const [database, [port = 0]] = await Promise.all([createTestDatabase(), freePorts(1)]);
  const address = { host: '127.0.0.1', port };
  const collector = await startConsole(address, {
    KAFKA_BROKERS: process.env.TIDEMARK_TEST_KAFKA ?? '',
    DATABASE_URL: database.url,
    TIDEMARK_ROLE: 'collector',
    TIDEMARK_POLL_INTERVAL: '2s',
    TIDEMARK_LOG_LEVEL: 'silent',
  });
  try {
    for (const path of PATHS.filter((it) => it !== '/api/health')) {
      const answer = await fetch(`${urlOf(address)}${path}`, { redirect: 'manual' });
      expect(answer.status, path).toBe(404);
      expect(answer.headers.get('content-type'), path).toBe(API_PROBLEM);
      expect(await answer.json()).toMatchObject({ code: 'COLLECTOR_ONLY' });
    }
    expect((await fetch(`${urlOf(address)}/api/health`)).status).toBe(200);
    expect(await (await fetch(`${urlOf(address)}/metrics`)).text()).toContain('role="collector"');
    // Ready is who has polled just now.
    await expect.poll(async () => (await fetch(`${urlOf(address)}/api/ready`)).status, { timeout: 60_000 }).toBe(200);
  } finally {
    await collector.stop(10_000);
    await database.drop();
  }
});
