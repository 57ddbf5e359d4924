import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isRunning } from '../bootstrap/process-table.mjs';
import { killedRun } from './fixtures/killed-run.ts';
import { removeAbandoned, temporaryFolder } from './temporary-folder.ts';
import { until } from './wait.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'abandoned-test-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

it('can be entered by every user, and stays as long as its process', async () => {
  const { path } = temporaryFolder('mine');
  expect(statSync(path).mode & 0o777).toBe(0o755);
  await removeAbandoned();
  expect(existsSync(path)).toBe(true);
});

it('goes when its process was killed', async () => {
  const module = JSON.stringify(import.meta.resolve('./temporary-folder.ts'));
  await killedRun(`import { temporaryFolder } from ${module}; temporaryFolder('killed');`);
  expect(readdirSync(folder)).toHaveLength(1);
  await removeAbandoned();
  expect(readdirSync(folder)).toEqual([]);
});

it('is no business of ours without our lock', async () => {
  const path = join(folder, 'tidemark-of-somebody');
  mkdirSync(path);
  await removeAbandoned();
  expect(existsSync(path)).toBe(true);
});

/** A folder as a killed run leaves it. */
function leaveAbandoned(path: string): void {
  mkdirSync(path);
  writeFileSync(join(path, 'owner.lock'), JSON.stringify({ pid: 1, identity: 'of another time' }));
}

it('is no business of ours when it is a file, links elsewhere or belongs to another user', async () => {
  const elsewhere = join(folder, 'elsewhere');
  leaveAbandoned(elsewhere);
  symlinkSync(elsewhere, join(folder, 'tidemark-link'));
  writeFileSync(join(folder, 'tidemark-notes.txt'), '');
  await removeAbandoned();
  leaveAbandoned(join(folder, 'tidemark-foreign'));
  vi.spyOn(process, 'getuid').mockReturnValue(statSync(folder).uid + 1);
  await removeAbandoned();
  expect(readdirSync(folder).sort()).toEqual(['elsewhere', 'tidemark-foreign', 'tidemark-link', 'tidemark-notes.txt']);
  expect(existsSync(join(elsewhere, 'owner.lock'))).toBe(true);
});

it('ends the servers in it', async () => {
  const path = join(folder, 'tidemark-test-x');
  leaveAbandoned(path);
  const script = 'setInterval(() => {}, 1000)';
  const server = spawn(process.execPath, ['-e', script, join(path, 'server.properties')], { stdio: 'ignore' });
  const pid = server.pid ?? 0;
  await until(() => isRunning(pid) || undefined, { what: 'the server', timeoutMs: 5000 });
  await removeAbandoned();
  expect(isRunning(pid)).toBe(false);
});
