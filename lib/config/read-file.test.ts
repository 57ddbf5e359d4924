import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, test } from 'vitest';
import { fileReader } from './read-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'tidemark-read-file-'));
mkdirSync(join(dir, 'folder'));
writeFileSync(join(dir, 'secret'), 'text\n');
afterAll(() => rmSync(dir, { recursive: true }));

const read = fileReader(dir);

it.each(['secret', './folder/../secret', join(dir, 'secret')])('reads %s', (path) =>
  expect(read(path)).toEqual({ ok: true, text: 'text\n' }),
);

test('says which file could not be read, and why', () => {
  const at = (name: string) => join(dir, name);
  expect(read('none')).toEqual({ ok: false, missing: true, problem: `there is no file ${at('none')}` });
  expect(read('folder')).toEqual({ ok: false, missing: false, problem: `a folder, not a file: ${at('folder')}` });
  expect(read('secret/x')).toEqual({ ok: false, missing: false, problem: `can't read ${at('secret/x')}: ENOTDIR` });
  expect(read('x'.repeat(300))).toMatchObject({
    ok: false,
    problem: expect.stringContaining('the file name is too long'),
  });
});
