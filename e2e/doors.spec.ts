import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect, test } from '@playwright/test';
import { createTestDatabase } from '#lib/db/testing.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { startConsole, urlOf } from '#scripts/run/console.ts';
import { CLUSTER } from './console.ts';

/** Who gets in, and what they find: on the built console, where the framework puts its own things before and after ours. */

const PATHS = ['/', CLUSTER, '/api/v1/clusters', '/api/health', '/_next/static/no-such-chunk.js', '/favicon.ico'];
const API_PROBLEM = 'application/problem+json';

/** Asks as a browser does that believes the server to be `host`. */
async function askAs(host: string, url: string): Promise<{ status: number; type: string; body: string }> {
  const [response]: IncomingMessage[] = await once(request(url, { headers: { host } }).end(), 'response');
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
  for (const host of ['localhost', 'localhost:8080', '127.0.0.1:1', '[::1]:9000']) {
    expect(await askAs(host, `${baseURL}${CLUSTER}`), host).toMatchObject({ status: 200 });
    expect(await askAs(host, `${baseURL}/api/v1/clusters`), host).toMatchObject({ status: 200 });
  }
});

test('pages cannot be framed, and say so once', async ({ request: browser }) => {
  for (const path of ['/', CLUSTER, `${CLUSTER}/groups/payments-worker`, '/no-such-page']) {
    const headers = (await browser.get(path, { maxRedirects: 0 })).headers();
    expect(headers, path).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'content-security-policy': "frame-ancestors 'none'; base-uri 'self'; object-src 'none'; form-action 'self'",
    });
  }
  const api = (await browser.get('/api/v1/clusters')).headers();
  expect(api['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
  expect(api['referrer-policy']).toBe('no-referrer');
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
    // Ready is who has polled just now.
    await expect.poll(async () => (await fetch(`${urlOf(address)}/api/ready`)).status, { timeout: 60_000 }).toBe(200);
  } finally {
    await collector.stop(10_000);
    await database.drop();
  }
});
