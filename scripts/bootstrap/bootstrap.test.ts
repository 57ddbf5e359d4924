import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { CLONE } from './cache.mjs';

const ENTRY = relative(CLONE, fileURLToPath(new URL('./fixtures/entry.ts', import.meta.url)));

function bootstrap(...args: string[]) {
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', ENTRY, ...args], {
    cwd: CLONE,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed = once(child.stdout, 'data').then(([data]) => JSON.parse(String(data)));
  return { child, printed, ended: once(child, 'exit') };
}

it('runs the entry under a Node that is new enough, with its arguments, and ends with its exit code', async () => {
  const { printed, ended } = bootstrap('7', 'a b', '--c');
  expect(await printed).toEqual({ node: process.execPath, rest: ['a b', '--c'] });
  expect(await ended).toEqual([7, null]);
});

it('passes a signal on, and tells of it as a shell does', async () => {
  const { child, printed, ended } = bootstrap('wait');
  await printed;
  child.kill('SIGTERM');
  expect(await ended).toEqual([143, null]);
});

it('says how it is used when it is told nothing', async () => {
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs'], { cwd: CLONE, stdio: ['ignore', 'ignore', 'pipe'] });
  const [text] = await once(child.stderr, 'data');
  expect(String(text)).toContain('usage: node scripts/bootstrap.mjs <entry.ts>');
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(1);
});
