import { once } from 'node:events';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, expect, it } from 'vitest';
import { isRunning, processesBelow } from '../bootstrap/process-table.mjs';
import { killedRun } from './fixtures/killed-run.ts';
import { type LocalPostgres, startPostgres } from './postgres.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** One server goes through the tests of this file in turn. */
const folder = temporaryFolder('postgres-test');
const dir = join(folder.path, 'postgres');
const MODULE = JSON.stringify(import.meta.resolve('./postgres.ts'));
let postgres: LocalPostgres;

afterAll(async () => {
  await postgres?.stop();
  folder.remove();
});

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query({ text: statement, rowMode: 'array' });
  await client.end();
  return rows.flat();
}

it('takes over the server of a run that was killed', async () => {
  await killedRun(`import { startPostgres } from ${MODULE}; await startPostgres({ dir: ${JSON.stringify(dir)} });`);
  const [left] = processesBelow(dir);
  postgres = await startPostgres({ dir });
  expect(left).toBeTypeOf('number');
  expect(postgres.pid).toBe(left);
});

it('makes a database once, whatever its name', async () => {
  const url = await postgres.database('it’s "mine"');
  expect(await postgres.database('it’s "mine"')).toBe(url);
  expect(await ask(postgres.adminUrl, 'select datname from pg_database')).toContain('it’s "mine"');
});

it('lets in nobody without its password, which nobody else can read', async () => {
  const url = new URL(postgres.adminUrl);
  url.password = 'guessed';
  await expect(ask(url.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  expect(statSync(join(dir, 'password')).mode & 0o777).toBe(0o600);
  expect(
    await ask(postgres.adminUrl, "select count(*)::int from pg_hba_file_rules where auth_method <> 'scram-sha-256'"),
  ).toEqual([0]);
});

it('comes back with its data after its main process was killed under load', async () => {
  const url = await postgres.database('kept');
  await ask(url, 'create table kept as select generate_series(1, 1000) as number');
  const busy = ask(url, 'select pg_sleep(30)').catch((error: Error) => error);
  process.kill(postgres.pid ?? 0, 'SIGKILL');
  postgres = await startPostgres({ dir });
  expect(await ask(url, 'select count(*)::int from kept')).toEqual([1000]);
  expect(await busy).toBeInstanceOf(Error);
});

it('says how it ended, as a child of ours or not, and starts again at its port with its data', async () => {
  const given = new AbortController();
  const { adminUrl } = postgres;
  for (const how of ['signal SIGKILL', 'exit code 0', /^process \d+ is gone$/]) {
    if (typeof how !== 'string') postgres = await startPostgres({ dir });
    const ended = postgres.untilEnded(given.signal);
    process.kill(postgres.pid ?? 0, how === 'exit code 0' ? 'SIGINT' : 'SIGKILL');
    expect(await ended).toMatch(how);
    await postgres.start();
    expect(postgres.adminUrl).toBe(adminUrl);
    expect(await ask(await postgres.database('kept'), 'select count(*)::int from kept')).toEqual([1000]);
  }
});

it('replaces a server of an earlier run that hangs', async () => {
  const hung = postgres.pid ?? 0;
  process.kill(hung, 'SIGSTOP');
  postgres = await startPostgres({ dir });
  expect(isRunning(hung)).toBe(false);
  expect(postgres.pid).toBeTypeOf('number');
});

it('ends, and starts at another port when a stranger took the old one', async () => {
  const { port } = postgres;
  await postgres.stop();
  expect(processesBelow(dir)).toEqual([]);
  const stranger = createServer().listen(port, '127.0.0.1');
  await once(stranger, 'listening');
  postgres = await startPostgres({ dir });
  stranger.close();
  expect(postgres.port).not.toBe(port);
  expect(await ask(await postgres.database('kept'), 'select count(*)::int from kept')).toEqual([1000]);
});

it('gives the reason in the server’s words when a setting is wrong', async () => {
  const wrong = { dir: join(folder.path, 'wrong'), settings: { shared_buffers: 'lots' } };
  await expect(startPostgres(wrong)).rejects.toThrow(/Postgres ended while starting:[\s\S]*shared_buffers/);
  expect(processesBelow(wrong.dir)).toEqual([]);
});

it('asks for a password file that was removed rather than for a new start', async () => {
  const password = join(dir, 'password');
  const kept = readFileSync(password, 'utf8');
  expect(kept).toHaveLength(32);
  rmSync(password);
  await expect(startPostgres({ dir })).rejects.toThrow(/its password file .* is gone/);
});
