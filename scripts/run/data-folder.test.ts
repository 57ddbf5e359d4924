import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeDataFolder } from './data-folder.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-folder-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is made where missing, and has one user at a time, who is named to the next', () => {
  const data = join(folder, 'deep', 'data');
  const taken = takeDataFolder(data, 'http://127.0.0.1:3000');
  expect(() => takeDataFolder(data, 'http://127.0.0.1:3001')).toThrow(
    `Tidemark already runs with the data in ${data}: process ${process.pid}, http://127.0.0.1:3000.`,
  );
  taken.release();
  takeDataFolder(data, 'http://127.0.0.1:3001').release();
  expect(readdirSync(data)).toEqual([]);
});

it.each([
  { path: 'file', reason: 'it is a file, not a folder' },
  { path: join('file', 'below'), reason: 'a part of its path is a file, not a folder' },
])('cannot be $path: $reason', ({ path, reason }) => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => takeDataFolder(join(folder, path), '')).toThrow(`cannot be written: ${reason}.`);
});

it('cannot be a folder in which this user may not write', () => {
  chmodSync(folder, 0o555);
  const code = `
    import { takeDataFolder } from ${JSON.stringify(import.meta.resolve('./data-folder.ts'))};
    if (process.getuid() === 0) process.setuid(65_534);
    takeDataFolder(${JSON.stringify(join(folder, 'data'))}, '');`;
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  expect(stderr).toContain(`The data folder ${join(folder, 'data')} cannot be written: this user may not.`);
  expect(stderr).toContain('set TIDEMARK_DATA to a folder on another disk');
  expect(status).toBe(1);
});
