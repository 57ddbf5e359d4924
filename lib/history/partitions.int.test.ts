import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { HOUR_MS } from './hours.ts';
import { dropOldPartitions, ensurePartition, ensurePartitions } from './partitions.ts';

const T0 = Date.UTC(2026, 11, 31, 22, 30);
const partitionSchema = z.object({ name: z.string(), storage: z.string() });

describe('partitions of poll', () => {
  let base: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    base = await createTestDatabase();
    db = base.db;
  });
  afterAll(() => base.drop());

  const partitions = () =>
    db.query(
      `select c.relname as name, a.attstorage::text as storage from pg_inherits i join pg_class c on c.oid = i.inhrelid
         join pg_attribute a on a.attrelid = c.oid and a.attname = 'body' where i.inhparent = 'poll'::regclass order by 1`,
      [],
      partitionSchema,
    );
  const names = async () => (await partitions()).map(({ name }) => name);

  test('the hour running and the next two are made, once, by several at the same time', async () => {
    await Promise.all([1, 2, 3].map(() => ensurePartitions(db, T0)));
    await ensurePartitions(db, T0);
    expect(await partitions()).toEqual(
      ['poll_2026123122', 'poll_2026123123', 'poll_2027010100'].map((name) => ({ name, storage: 'e' })),
    );
    for (const atMs of [T0, T0 + 2 * HOUR_MS]) {
      await db.execute('insert into poll values (1, $1, $2)', [new Date(atMs), Buffer.alloc(8)]);
    }
  });

  test('making one does not wait for readers', async () => {
    await db.transaction(
      async (reader) => {
        await reader.execute('select count(*) from poll');
        await ensurePartition(db, T0 + 5 * HOUR_MS - (T0 % HOUR_MS));
      },
      { isolation: 'repeatable read', readOnly: true },
    );
    expect(await names()).toContain('poll_2027010103');
  });

  test('past their time they are dropped with the seats of their hour; one in use is left for the next call', async () => {
    const seat = `insert into poll_seat values (1, $1, 't', 1, 0, 1)`;
    const hours = [T0 - (T0 % HOUR_MS), T0 - (T0 % HOUR_MS) + HOUR_MS];
    for (const hour of hours) await db.execute(seat, [new Date(hour)]);
    const now = T0 + 25 * HOUR_MS;
    await db.transaction(async (reader) => {
      await reader.execute('select count(*) from poll_2026123122');
      expect(await dropOldPartitions(db, now, 24)).toBe(0);
    });
    expect(await names()).toContain('poll_2026123122');

    expect(await dropOldPartitions(db, now, 24)).toBe(1);
    expect(await names()).toEqual(['poll_2026123123', 'poll_2027010100', 'poll_2027010103']);
    const left = await db.query('select hour from poll_seat', [], z.object({ hour: z.date() }));
    expect(left).toEqual([{ hour: new Date(hours[1] ?? 0) }]);
  });
});
