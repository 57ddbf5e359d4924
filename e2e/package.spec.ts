import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { createEmptyDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { makePackage } from '#scripts/build/package.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { ADMIN, asAdmin } from '#scripts/test/admin.ts';

/** What is installed elsewhere, in a folder that has no sources around it: as a systemd unit or an image starts it. */

const STOP_MS = 8_000;
const KAFKA = process.env.TIDEMARK_TEST_KAFKA ?? '';
let folder: string;
let database: TestDatabase;
let child: ChildProcessByStdio<null, Readable, Readable> | undefined;

test.beforeAll(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'package-')), 'tidemark');
  await makePackage(folder);
  database = await createEmptyDatabase();
});
test.afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});
test.afterAll(async () => {
  await database.drop();
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

/** Starts it with nothing of our own environment; gives what it printed so far. */
function start(args: string[], env: Record<string, string>, cwd = folder): () => string {
  const started = spawn(process.execPath, [join(folder, 'tidemark.mjs'), ...args], {
    cwd,
    env: { ...env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  let output = '';
  for (const stream of [started.stdout, started.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return () => output;
}

async function ended(): Promise<number | null> {
  if (child === undefined) throw new Error('nothing was started');
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}

/** Makes the first admin with the link of the log; gives what makes requests those of that admin. */
async function firstAdmin(url: string, token: string): Promise<{ cookie: string }> {
  const made = await fetch(`${url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, ...ADMIN }),
  });
  expect(made.status, await made.text()).toBe(200);
  return asAdmin(url);
}

test('holds no sources, no tests, nothing native and no development package', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const own = files.filter((file) => !file.startsWith('node_modules'));
  expect(own.filter((file) => /\.(tsx?|map)$|^(lib|app|components|docs|scripts)\//.test(file))).toEqual([]);
  expect(files.filter((file) => /\.(node|so(\.\d+)*|dylib)$/.test(file))).toEqual([]);
  expect(
    readdirSync(join(folder, 'node_modules')).filter((name) => /^(typescript|vitest|esbuild|prisma)$/.test(name)),
  ).toEqual([]);
});

test('migrates, serves pages, polls, and ends in time', async () => {
  test.setTimeout(120_000);
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  // A container gives the name of the machine as HOSTNAME, which is no address to listen on.
  const env = { HOSTNAME: 'f3a1c0', PORT: String(port), KAFKA_BROKERS: KAFKA, DATABASE_URL: database.url };
  const output = start([], { ...env, TIDEMARK_POLL_INTERVAL: '1s', TIDEMARK_DATA: join(folder, 'data') });
  const status = (path: string) =>
    fetch(`${url}${path}`).then(
      (answer) => answer.status,
      () => 0,
    );
  await expect.poll(() => status('/api/health'), { timeout: 60_000, message: output() }).toBe(200);
  await expect.poll(() => status('/api/ready'), { timeout: 60_000 }).toBe(200);

  await expect.poll(output).toContain('/setup?token=');
  const headers = await firstAdmin(url, /\/setup\?token=([\w-]+)/.exec(output())?.[1] ?? '');
  const page = await fetch(`${url}/clusters/local/groups`, { headers });
  const html = await page.text();
  expect(page.status).toBe(200);
  const chunk = /src="(\/_next\/static\/[^"]+\.js)"/.exec(html)?.[1];
  expect(await status(chunk ?? '/no script in the page')).toBe(200);
  const { items } = await (await fetch(`${url}/api/v1/clusters/local/brokers`, { headers })).json();
  expect(items.length).toBe(KAFKA.split(',').length);
  const REACHABLE = 'tidemark_cluster_reachable{cluster="local"} 1\n';
  const packed = await fetch(`${url}/metrics`, { headers: { 'accept-encoding': 'gzip' } });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(await packed.text()).toContain(REACHABLE);
  const open = await fetch(`${url}/metrics`, { headers: { accept: 'application/openmetrics-text' } });
  expect(open.headers.get('content-type')).toContain('application/openmetrics-text');
  expect(await open.text()).toMatch(new RegExp(`${REACHABLE}[^]*# EOF\n$`));

  // A tab that follows the polls must not hold up the end.
  const tab = await fetch(`${url}/api/v1/stream`, { headers });
  expect(tab.headers.get('content-type')).toContain('text/event-stream');
  for (let n = 0; n < 3; n++) expect(await status('/api/v1/audit')).toBe(401);
  const toldAt = performance.now();
  child?.kill('SIGTERM');
  expect(await ended(), output()).toBe(143);
  expect(performance.now() - toldAt).toBeLessThan(STOP_MS);
  expect(output()).toContain('engine stopped');
});

test('takes tidemark.yaml of the folder it is started in', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  writeFileSync(join(elsewhere, 'tidemark.yaml'), 'server: { port: none }\n');
  const output = start([], { DATABASE_URL: database.url }, elsewhere);
  expect(await ended()).toBe(1);
  expect(output()).toContain('tidemark.yaml:1');
  rmSync(elsewhere, { recursive: true });
});

test('can bring the database up to date alone, twice without harm', async () => {
  for (const _ of [1, 2]) {
    const output = start(['migrate'], { DATABASE_URL: database.url });
    expect(await ended(), output()).toBe(0);
    expect(output()).toContain('newest schema');
  }
});

test('wrote down all that it had refused before it ended, and verifies that', async () => {
  const refused = await database.db.query(
    `select count, of is null as first from audit where outcome = 'refused' and action = 'listAudit' order by id`,
    [],
    z.object({ count: z.int(), first: z.boolean() }),
  );
  expect(refused).toEqual([
    { count: 1, first: true },
    { count: 2, first: false },
  ]);
  const output = start(['audit', 'verify'], { DATABASE_URL: database.url });
  expect(await ended(), output()).toBe(0);
  expect(output()).toContain('all are as they were written');
});

test('has the command that writes the history of a group', async () => {
  const output = start(['history', 'nobody'], { DATABASE_URL: database.url });
  expect(await ended(), output()).toBe(1);
  expect(output()).toContain('local has no history of a group "nobody"');
});

test('has the command that says how groups are, and ends with 3 where it cannot tell', async () => {
  const output = start(['lag', '--group', 'nobody'], { DATABASE_URL: database.url });
  expect(await ended(), output()).toBe(3);
  expect(output()).toContain('local has no group "nobody"');
  const refused = start(['lag'], { DATABASE_URL: database.url, PORT: '80a' });
  expect(await ended(), refused()).toBe(3);
});

for (const [what, args, env, says] of [
  ['no database', [], { KAFKA_BROKERS: KAFKA }, 'DATABASE_URL is not set'],
  ['no cluster', [], {}, 'No cluster is configured'],
  ['a database that is away', [], { DATABASE_URL: 'postgres://me:hush@127.0.0.1:1/none' }, 'cannot be used'],
  ['a command that is none', ['serve-it'], {}, 'node tidemark.mjs [migrate'],
] as const) {
  test(`says what to do with ${what}`, async () => {
    const given: Record<string, string> = { ...env };
    if (what === 'no cluster') given.DATABASE_URL = database.url;
    const output = start([...args], given);
    expect(await ended()).toBe(1);
    expect(output()).toContain(says);
    expect(output()).not.toMatch(/hush|at .*tidemark\.mjs/);
  });
}
