import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '#lib/config/load.ts';
import { findSecretKeys, SecretKeyUnusable } from './key-source.ts';

const KEY = 'Zm9yIGEgdGVzdDogMzIgYnl0ZXMsIG5vIG1vcmUuLi4=';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-key-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function find(env: Record<string, string> = {}) {
  const result = loadConfig({ env: { TIDEMARK_DATA: join(folder, 'data'), ...env }, cwd: folder });
  if ('errors' in result) throw new Error(inspect(result.errors));
  return findSecretKeys(result.ok);
}
const file = () => join(folder, 'data', 'secret.key');

describe('without a setting', () => {
  test('a key is made in the data folder, for its owner alone, and said so; the next start finds it', () => {
    const made = find();
    expect(made).toMatchObject({ from: 'made', warnings: [], notes: [expect.stringContaining(file())] });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'data'))).toEqual(['secret.key']);

    const again = find();
    expect(again).toMatchObject({ from: 'file', notes: [], warnings: [] });
    expect(again.keys.current.id).toBe(made.keys.current.id);
  });

  test('another folder has another key', () => {
    expect(find({ TIDEMARK_DATA: join(folder, 'a') }).keys.current.id).not.toBe(
      find({ TIDEMARK_DATA: join(folder, 'b') }).keys.current.id,
    );
  });

  test('a file that others can read is warned of', () => {
    find();
    chmodSync(file(), 0o640);
    expect(find().warnings).toEqual([expect.stringContaining('chmod 600')]);
  });

  test('a file without a key in it is no reason to make a new one', () => {
    mkdirSync(join(folder, 'data'));
    writeFileSync(file(), 'hunter2');
    expect(() => find()).toThrow(SecretKeyUnusable);
    expect(() => find()).toThrow(/Restore it from a copy/);
    expect(() => find()).not.toThrow(/hunter2/);
    expect(readFileSync(file(), 'utf8')).toBe('hunter2');
  });

  test('where nothing can be kept the key is one of this process alone, and that is said', () => {
    writeFileSync(join(folder, 'in-the-way'), '');
    const found = find({ TIDEMARK_DATA: join(folder, 'in-the-way') });
    expect(found).toMatchObject({ from: 'memory', warnings: [expect.stringContaining('ends with this process')] });
  });

  test.each([
    ['postgres://t@127.0.0.1/tidemark', 0],
    ['postgres://t@[::1]/tidemark', 0],
    ['postgres://t@localhost:5433/tidemark', 0],
    ['postgres:///tidemark?host=/run/postgresql', 0],
    ['postgres://t@db.example.com/tidemark', 1],
  ])('with the database at %s there are %d warnings that others may share it', (url, count) => {
    const { warnings } = find({ DATABASE_URL: url });
    expect(warnings.filter((line) => line.includes('same key for all'))).toHaveLength(count);
  });
});

describe('with a setting', () => {
  test.each([
    ['base64', KEY],
    ['base64 without its end', KEY.slice(0, -1)],
    ['hex', Buffer.from(KEY, 'base64').toString('hex')],
    ['hex in capitals', Buffer.from(KEY, 'base64').toString('hex').toUpperCase()],
  ])('%s gives the same key, and no file is made', (_, text) => {
    const found = find({ TIDEMARK_SECRET_KEY: text, DATABASE_URL: 'postgres://t@db.example.com/tidemark' });
    expect(found).toMatchObject({ from: 'setting', notes: [], warnings: [] });
    expect(found.keys.current.id).toBe(find({ TIDEMARK_SECRET_KEY: KEY }).keys.current.id);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('it may stand in a file', () => {
    writeFileSync(join(folder, 'key'), `${KEY}\n`);
    expect(find({ TIDEMARK_SECRET_KEY_FILE: 'key' }).keys.current.id).toBe(
      find({ TIDEMARK_SECRET_KEY: KEY }).keys.current.id,
    );
  });

  test('the key of before is kept beside it', () => {
    const before = find({ TIDEMARK_SECRET_KEY: KEY }).keys.current.id;
    const { keys } = find({ TIDEMARK_SECRET_KEY: '11'.repeat(32), TIDEMARK_SECRET_KEY_PREVIOUS: KEY });
    expect(keys.previous.map(({ id }) => id)).toEqual([before]);
  });

  test('the example of the documentation is warned of', () => {
    const { warnings } = find({ TIDEMARK_SECRET_KEY: 'bm90IGEga2V5OiBydW4gb3BlbnNzbCByYW5kIC1iNjQ=' });
    expect(warnings).toEqual([expect.stringContaining('everybody knows')]);
  });

  test('no key stands in what is found', () => {
    const found = find({ TIDEMARK_SECRET_KEY: KEY });
    const shown = inspect(found, { depth: Infinity, showHidden: true }) + JSON.stringify(found);
    expect(shown).not.toContain(KEY);
    expect(shown).not.toContain(Buffer.from(KEY, 'base64').toString('hex'));
  });
});
