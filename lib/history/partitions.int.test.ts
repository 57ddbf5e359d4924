import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { HOUR_MS } from './hours.ts';
import { POLL, SUBSCRIPTION_CHUNK, SUBSCRIPTION_HOURS, TOPIC_CHUNK, TOPIC_HOURS } from './partition-spans.ts';
import { dropPartition, ensurePartition, ensurePartitions, partitionsOf } from './partitions.ts';

const T0 = Date.UTC(2026, 11, 31, 22, 30);
const storageSchema = z.object({ parent: z.string(), column: z.string() });

describe('partitions of the history', () => {
  let base: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    base = await createTestDatabase();
    db = base.db;
  });
  afterAll(() => base.drop());

  const names = async (table = POLL) => (await partitionsOf(db, table)).map(({ name }) => name);

  test('those of the time ahead are made, once, by several at the same time', async () => {
    await Promise.all([1, 2, 3].map(() => ensurePartitions(db, T0)));
    await ensurePartitions(db, T0);
    expect(await names()).toEqual(['poll_2026123122', 'poll_2026123123', 'poll_2027010100']);
    expect(await names(TOPIC_CHUNK)).toEqual(['topic_chunk_20261231', 'topic_chunk_20270101']);
    expect(await names(SUBSCRIPTION_CHUNK)).toEqual(['subscription_chunk_20261231', 'subscription_chunk_20270101']);
    expect(await names(TOPIC_HOURS)).toEqual(['topic_hours_202612', 'topic_hours_202701']);
    expect(await names(SUBSCRIPTION_HOURS)).toEqual(['subscription_hours_202612', 'subscription_hours_202701']);
    for (const atMs of [T0, T0 + 2 * HOUR_MS]) {
      await db.execute('insert into poll values (1, $1, $2)', [new Date(atMs), Buffer.alloc(8)]);
    }
  });

  test('no bytes in them are compressed by the database', async () => {
    const compressed = await db.query(
      `select i.inhparent::regclass::text as parent, a.attname as column from pg_inherits i
         join pg_attribute a on a.attrelid = i.inhrelid and a.atttypid = 'bytea'::regtype and a.attstorage <> 'e'`,
      [],
      storageSchema,
    );
    expect(compressed).toEqual([]);
  });

  test('making one does not wait for readers', async () => {
    await db.transaction(
      async (reader) => {
        await reader.execute('select count(*) from poll');
        await ensurePartition(db, POLL, T0 + 5 * HOUR_MS);
      },
      { isolation: 'repeatable read', readOnly: true },
    );
    expect(await names()).toContain('poll_2027010103');
  });

  test('one in use is not dropped, and does not keep others waiting', async () => {
    const [first] = await partitionsOf(db, POLL);
    if (first === undefined) throw new Error('no partition');
    await db.transaction(async (reader) => {
      await reader.execute(`select count(*) from ${first.name}`);
      expect(await dropPartition(db, first)).toBe(false);
    });
    expect(await names()).toContain(first.name);
    expect(await dropPartition(db, first)).toBe(true);
    expect(await names()).not.toContain(first.name);
  });
});
