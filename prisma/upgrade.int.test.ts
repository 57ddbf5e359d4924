import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { acquireLease } from '#lib/db/lease.ts';
import { migrate } from '#lib/db/migrate.ts';
import { createEmptyDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { madeGroup, madeLoad } from '#lib/history/testing.ts';
import { createPollWriter } from '#lib/history/writer.ts';

const MIGRATIONS = path.join(import.meta.dirname, 'migrations');
const T0 = Date.UTC(2026, 10, 23, 14);
const groupSchema = z.object({ id: z.int(), name: z.string() });

let base: TestDatabase;
let dir: string;
beforeEach(async () => {
  base = await createEmptyDatabase();
  dir = await mkdtemp(path.join(tmpdir(), 'tidemark-upgrade-'));
});
afterEach(async () => {
  await base.drop();
  await rm(dir, { recursive: true, force: true });
});

/** A database as a version with these migrations left it. */
async function migratedTo(...names: string[]): Promise<void> {
  for (const name of names) await cp(path.join(MIGRATIONS, name), path.join(dir, name), { recursive: true });
  await migrate(base.url, dir);
}

test('0002: groups keep their ids, and so their history', async () => {
  await migratedTo('0001_init');
  const before = await base.db.query(
    `with one as (insert into cluster (name) values ('one') returning id)
     insert into consumer_group (cluster_id, name, first_seen_at)
     select one.id, w.name, now() from one, unnest($1::text[]) as w(name) returning id, name`,
    [['', 'orders', 'größe 🙂']],
    groupSchema,
  );
  await migrate(base.url, MIGRATIONS);
  const writer = await createPollWriter(base.db, 'one');
  const lease = await acquireLease(base.db, { clusterId: writer.clusterId, holder: 'one', ttlMs: 60_000 });
  if (lease === null) throw new Error('no lease');
  const calm = madeLoad({ topics: 0, partitionsPerTopic: 0, groups: 0, topicsPerGroup: 0 })(T0);
  const groups = before.map(({ name }) => madeGroup(name, [], 0n, 0));
  expect(await writer.write({ ...calm, groups }, lease)).toMatchObject({ outcome: 'written' });
  expect(await base.db.query('select id, name from consumer_group order by id', [], groupSchema)).toEqual(before);
});
