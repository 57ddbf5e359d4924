import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MigrationRefused, migrate } from './migrate.ts';
import { createEmptyDatabase, type TestDatabase } from './testing.ts';

const nameSchema = z.object({ name: z.string() });

describe('migrate', () => {
  let base: TestDatabase;
  let dir: string;
  beforeEach(async () => {
    base = await createEmptyDatabase();
    dir = await mkdtemp(path.join(tmpdir(), 'tidemark-migrations-'));
  });
  afterEach(async () => {
    await base.drop();
    await rm(dir, { recursive: true });
  });

  async function put(name: string, sql: string): Promise<void> {
    await mkdir(path.join(dir, name), { recursive: true });
    await writeFile(path.join(dir, name, 'migration.sql'), sql);
  }

  const tables = async () =>
    (
      await base.db.query(
        `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
        [],
        nameSchema,
      )
    ).map(({ name }) => name);

  test('applies what is pending, in order, once', async () => {
    await put('0001_first', 'create table a (id int4); create table b (id int4);');
    expect(await migrate(base.url, dir)).toEqual(['0001_first']);
    await put('0002_second', 'alter table a rename to c');
    await put('notes', 'not a migration');
    expect(await migrate(base.url, dir)).toEqual(['0002_second']);
    expect(await migrate(base.url, dir)).toEqual([]);
    expect(await tables()).toEqual(['_prisma_migrations', 'b', 'c']);
  });

  test('the migrations of this repository build the schema', async () => {
    expect(await migrate(base.url)).toContain('0001_init');
    expect(await tables()).toContain('cluster_now');
  });

  test('several processes at once apply each migration once', async () => {
    await put('0001_first', 'create table a (id int4); select pg_sleep(0.2);');
    await put('0002_second', 'create table b (id int4);');
    const done = await Promise.all([1, 2, 3].map(() => migrate(base.url, dir)));
    expect(done.flat().sort()).toEqual(['0001_first', '0002_second']);
  });

  test('a migration that fails leaves nothing of itself, and those before it stay', async () => {
    await put('0001_good', 'create table a (id int4);');
    await put('0002_bad', 'create table b (id int4); select 1 / 0;');
    await expect(migrate(base.url, dir)).rejects.toMatchObject({ sqlState: '22012' });
    expect(await tables()).toEqual(['_prisma_migrations', 'a']);
    await put('0002_bad', 'create table b (id int4);');
    expect(await migrate(base.url, dir)).toEqual(['0002_bad']);
  });

  test('a changed file and a newer database are refused', async () => {
    await put('0001_first', 'create table a (id int4);');
    await put('0002_second', 'create table b (id int4);');
    await migrate(base.url, dir);
    await put('0001_first', 'create table a (id int8);');
    await expect(migrate(base.url, dir)).rejects.toThrow(MigrationRefused);
    await put('0001_first', 'create table a (id int4);');
    await rm(path.join(dir, '0002_second'), { recursive: true });
    await expect(migrate(base.url, dir)).rejects.toThrow(/newer than this Tidemark/);
  });

  test('a user who may not create tables is told what to grant', async () => {
    const name = `visitor_${path.basename(dir).replaceAll(/\W/g, '').toLowerCase()}`;
    await base.db.execute(`create role ${name} login password 'secret'`);
    try {
      const url = new URL(base.url);
      url.username = name;
      url.password = 'secret';
      await put('0001_first', 'create table a (id int4);');
      await expect(migrate(url.href, dir)).rejects.toThrow('GRANT USAGE, CREATE ON SCHEMA public TO');
      url.password = 'wrong';
      await expect(migrate(url.href, dir)).rejects.toMatchObject({ code: 'LOGIN_REFUSED' });
    } finally {
      await base.db.execute(`drop role ${name}`);
    }
  });

  test('a folder without migrations is an error, not an empty schema', async () => {
    await expect(migrate(base.url, dir)).rejects.toThrow('No migrations');
  });
});
