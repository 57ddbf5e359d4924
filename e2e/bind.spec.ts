import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { freePorts } from '#scripts/local/ports.ts';
import type { Child } from '#scripts/run/child.ts';
import { startConsole } from '#scripts/run/console.ts';

/** A console on all addresses of the machine, from its first start: what others find before and after there is an admin. */

test.describe.configure({ mode: 'serial' });

const PASSWORD = 'a passphrase for this test';
let database: TestDatabase;
let server: Child;
let folder: string;
let port = 0;

/** An address of this machine that is not a loopback one; it takes an interface, which every machine with a network has. */
const outside = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  folder = mkdtempSync(join(tmpdir(), 'bind-'));
  [database, [port = 0]] = await Promise.all([createTestDatabase(), freePorts(1)]);
  server = await startConsole(
    { host: '0.0.0.0', port },
    {
      DATABASE_URL: database.url,
      KAFKA_BROKERS: process.env.TIDEMARK_TEST_KAFKA ?? '',
      TIDEMARK_ROLE: 'web',
      TIDEMARK_HOST: '0.0.0.0',
      TIDEMARK_PUBLIC_URL: 'https://tidemark.example.com',
      TIDEMARK_TRUSTED_PROXIES: '127.0.0.1',
      TIDEMARK_ADMIN_EMAIL: '',
      TIDEMARK_ADMIN_PASSWORD: '',
    },
    { output: openSync(join(folder, 'log'), 'w') },
  );
});
test.afterAll(async () => {
  await server.stop(8_000);
  await database.drop();
  rmSync(folder, { recursive: true });
});

const entrySchema = z.object({
  action: z.string(),
  target: z.string().nullable(),
  origin: z.object({ address: z.string().nullable() }),
});

const NAMES = { outside: () => outside ?? 'no address', here: () => '127.0.0.1' };

/** Asks it at that address of the machine, without following where it leads. */
const ask = (at: keyof typeof NAMES, path: string, headers: Record<string, string> = {}) =>
  fetch(`http://${NAMES[at]()}:${port}${path}`, { headers, redirect: 'manual' });

test('this machine has an address that others reach', () => expect(outside).toBeDefined());

test('before there is an admin it answers the one-time link, health and ready, and nothing else', async () => {
  for (const at of ['outside', 'here'] as const) {
    for (const path of [
      '/',
      '/clusters/local',
      '/sign-in',
      '/api/v1/clusters',
      '/api/v1/session',
      '/metrics',
      '/favicon.ico',
    ]) {
      const answer = await ask(at, path);
      expect(answer.status, `${at} ${path}`).toBe(403);
      expect(await answer.json()).toMatchObject({
        code: 'NO_ADMIN_YET',
        detail: expect.stringContaining('one-time link'),
      });
      expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
    }
    const page = await ask(at, '/setup?token=x');
    expect(page.status).toBe(200);
    const assets = [...(await page.text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
    for (const path of new Set(assets)) expect((await ask(at, path)).status, path).toBe(200);
    expect((await ask(at, '/api/health')).status).toBe(200);
    expect([200, 503]).toContain((await ask(at, '/api/ready')).status);
  }
});

test('names that are not its own are refused, addresses and the public name are not', async ({ request }) => {
  const at = `http://127.0.0.1:${port}/api/health`;
  for (const host of ['rebound.example', 'tidemark.example.com.rebound.example']) {
    expect((await request.get(at, { headers: { host } })).status(), host).toBe(421);
  }
  for (const host of ['tidemark.example.com', '10.9.8.7:3000', '[fd00::9]']) {
    expect((await request.get(at, { headers: { host } })).status(), host).toBe(200);
  }
});

let cookie = '';

test('the link of the log makes the admin, once, with a cookie for TLS alone', async () => {
  const token = () =>
    /https:\/\/tidemark\.example\.com\/setup\?token=([\w-]+)/.exec(readFileSync(join(folder, 'log'), 'utf8'))?.[1];
  await expect.poll(token).toBeDefined();
  const setUp = () =>
    fetch(`http://${NAMES.outside()}:${port}/api/v1/setup`, {
      method: 'POST',
      // Nobody configured that one as a proxy: what it says of where it comes from is not believed.
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '198.51.100.1' },
      body: JSON.stringify({ token: token(), email: 'ada@example.com', password: PASSWORD }),
    });
  const made = await setUp();
  expect(made.status).toBe(200);
  const [set = ''] = made.headers.getSetCookie();
  expect(set).toMatch(/^__Host-.*; HttpOnly; Secure; SameSite=Lax$/);
  cookie = set.split(';')[0] ?? '';
  expect([403, 409]).toContain((await setUp()).status);
});

test('with an admin it answers everybody, and who has not signed in is told to', async () => {
  expect((await ask('outside', '/clusters/local')).headers.get('location')).toMatch(/^\/sign-in\?next=/);
  expect((await ask('outside', '/api/v1/clusters')).status).toBe(401);
  expect((await ask('outside', '/api/v1/clusters', { cookie })).status).toBe(200);
});

test('metrics are open on loopback alone, whatever a request says of itself', async () => {
  expect((await ask('here', '/metrics')).status).toBe(200);
  const said = JSON.stringify({ peer: '127.0.0.1', client: '127.0.0.1', isBehindProxy: false, isForwarded: false });
  for (const headers of [
    {},
    { 'x-forwarded-for': '127.0.0.1' },
    { 'x-tidemark-connection': said },
    { 'x-real-ip': '::1' },
  ]) {
    expect((await ask('outside', '/metrics', headers)).status, JSON.stringify(headers)).toBe(401);
  }
  expect((await ask('here', '/metrics', { 'x-forwarded-for': '198.51.100.1' })).status).toBe(401);
});

test('the audit log has the other end of the socket, or whom a configured proxy names', async () => {
  await ask('outside', '/api/v1/clusters/a', { 'x-forwarded-for': '203.0.113.7' });
  await ask('here', '/api/v1/clusters/b', { 'x-forwarded-for': '203.0.113.7, 198.51.100.9' });
  const { items } = await (await ask('outside', '/api/v1/audit?limit=100', { cookie })).json();
  const entries = z.array(entrySchema).parse(items);
  const addressOf = (action: string, target: string) =>
    entries.find((entry) => entry.action === action && entry.target === target)?.origin.address;
  expect(addressOf('setup.complete', 'ada@example.com')).toBe(outside);
  expect(addressOf('getCluster', 'a')).toBe(outside);
  expect(addressOf('getCluster', 'b')).toBe('198.51.100.9');
});
