import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import { CLUSTER } from './console.ts';

/** Requests as no browser writes them, byte by byte: nothing in them becomes a header of an answer, or leads anybody elsewhere. */

const BREAK = '%0d%0aX-Injected:%20yes%0d%0aSet-Cookie:%20planted=1';

interface Answer {
  status: number;
  headers: string;
  location: string | null;
}

/** Sends a request with these header lines, exactly as they are. */
async function raw(baseURL: string | undefined, target: string, lines: string[] = []): Promise<Answer> {
  const { hostname, port, host } = new URL(baseURL ?? '');
  const socket = connect(Number(port), hostname);
  socket.write(
    `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${lines.map((it) => `${it}\r\n`).join('')}\r\n`,
  );
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'close');
  const headers = text.split('\r\n\r\n')[0] ?? '';
  const [, status = '0'] = /^HTTP\/1\.1 (\d{3})/.exec(headers) ?? [];
  const [, location = null] = /^location: (.*)$/im.exec(headers) ?? [];
  return { status: Number(status), headers, location };
}

const INJECTED = /^(x-injected|set-cookie: planted)/im;

test('line breaks in a path, a query or a name write no header', async ({ baseURL }) => {
  for (const target of [
    `/${BREAK}`,
    `/sign-in?next=/${BREAK}`,
    `/sign-in?next=%2F${encodeURIComponent(BREAK)}`,
    `/clusters/local${BREAK}`,
    `${CLUSTER}/groups/${BREAK}`,
    `${CLUSTER}/topics/orders${BREAK}?tab=${BREAK}`,
    `/setup?token=${BREAK}`,
    `/api/v1/clusters/${BREAK}`,
    `/api/v1/${BREAK}`,
    `/api/v1/audit.csv?search=${BREAK}`,
    `/metrics/kafka-exporter?cluster=${BREAK}`,
  ]) {
    const { status, headers } = await raw(baseURL, target);
    expect(status, target).toBeGreaterThanOrEqual(200);
    expect(status, target).toBeLessThan(500);
    expect(headers, target).not.toMatch(INJECTED);
  }
});

test('a request id that is none is replaced, and broken header lines are no request', async ({ baseURL }) => {
  for (const id of [
    'short',
    'with blank inside',
    'a'.repeat(65),
    '%0d%0aX-Injected:yes',
    'quote"quote',
    'ümlaut-ümlaut',
  ]) {
    const { headers } = await raw(baseURL, '/api/health', [`X-Request-Id: ${id}`]);
    expect(headers, id).toMatch(/^x-request-id: [0-9a-f-]{36}$/im);
  }
  const { headers } = await raw(baseURL, '/api/health', ['X-Request-Id: trace-4711.a_b']);
  expect(headers).toMatch(/^x-request-id: trace-4711\.a_b$/im);
  for (const line of [
    'X-Request-Id: a\nX-Injected: yes',
    'X-Request-Id: a\rX-Injected: yes',
    'X-Request-Id: a\r\n X-Injected: yes',
  ]) {
    expect((await raw(baseURL, '/api/health', [line])).headers).not.toMatch(INJECTED);
  }
});

/** What a link to us could name to lead whoever follows it to another site. */
const ELSEWHERE = [
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/%5Cevil.example',
  '/.//evil.example',
  '/%2F/evil.example',
  '/%09/evil.example',
  'javascript:alert(1)',
  '/sign-in?next=//evil.example',
  '@evil.example',
];

/** A place on this console, also for a browser, which reads backslashes as slashes and leaves tabs out. */
function isOwn(location: string | null, baseURL: string | undefined): boolean {
  if (location === null) return true;
  const from = new URL('/sign-in', baseURL);
  return new URL(location, from).origin === from.origin;
}

test('no address leads elsewhere, neither before the sign-in nor after it', async ({ baseURL, context }) => {
  const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  expect(cookies).not.toBe('');
  for (const next of ELSEWHERE) {
    for (const target of [`/sign-in?next=${encodeURIComponent(next)}`, `/sign-in?next=${next.replaceAll(' ', '')}`]) {
      const signedIn = await raw(baseURL, target, [`Cookie: ${cookies}`]);
      expect([307, 400], target).toContain(signedIn.status);
      expect(isOwn(signedIn.location, baseURL), `${target} -> ${signedIn.location}`).toBe(true);
    }
  }
  for (const path of [
    '//evil.example',
    '//evil.example/',
    '/\\evil.example',
    '/%5Cevil.example/',
    '/.//evil.example',
    '///evil.example//',
  ]) {
    const { location, status } = await raw(baseURL, path);
    expect(status, path).toBeLessThan(500);
    expect(isOwn(location, baseURL), `${path} -> ${location}`).toBe(true);
  }
});

test('a proxy that nobody configured changes nothing of where a redirect leads', async ({ baseURL }) => {
  for (const lines of [
    ['X-Forwarded-Host: evil.example'],
    ['X-Forwarded-Host: evil.example', 'X-Forwarded-Proto: https'],
    ['Forwarded: host=evil.example;proto=https'],
    ['X-Original-URL: //evil.example', 'X-Rewrite-URL: //evil.example', 'X-Tidemark-Path: //evil.example'],
  ]) {
    const { status, location } = await raw(baseURL, CLUSTER, lines);
    expect(status, lines.join()).toBe(307);
    expect(isOwn(location, baseURL), `${lines.join()} -> ${location}`).toBe(true);
    expect(location).toContain(encodeURIComponent(CLUSTER));
  }
});

test('a request for another protocol is answered like any other, and holds no socket', async ({ baseURL }) => {
  const UPGRADE = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGlkZQ==',
  ];
  for (const [target, status] of [
    ['/api/health', 200],
    ['/api/v1/clusters', 401],
    ['/metrics', 200],
    [CLUSTER, 307],
    ['/_next/webpack-hmr', 404],
  ] as const) {
    expect((await raw(baseURL, target, UPGRADE)).status, target).toBe(status);
  }
});

test('a whole address in place of a path leads to no other site', async ({ baseURL }) => {
  for (const target of [
    'http://evil.example/clusters',
    'https://evil.example/',
    'http://evil.example/sign-in?next=/',
  ]) {
    const { status, location } = await raw(baseURL, target);
    expect([status, location], target).toEqual([421, null]);
  }
  // The framework takes a slash at the end away before anybody looks at the name: it leads to nowhere but here.
  const { location } = await raw(baseURL, 'http://evil.example/clusters/');
  expect(location).toBe('/clusters');
  const { status } = await raw(baseURL, `http://${new URL(baseURL ?? '').host}/api/health`);
  expect(status).toBe(200);
  expect((await raw(baseURL, '*')).status).toBeLessThan(500);
});
