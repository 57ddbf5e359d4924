import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { drift, type SchemaShape, shapeOfSchema } from './schema-shape.ts';

const columnSchema = z.object({ table: z.string(), column: z.string(), type: z.string() });
const keySchema = z.object({ table: z.string(), primary: z.boolean(), columns: z.string() });

/** The tables that are really there; partitions are parts of their parent, the runner's bookkeeping is its own. */
async function shapeOfDatabase(sql: Sql): Promise<SchemaShape> {
  const tables = `from pg_class c where c.relkind in ('r', 'p') and not c.relispartition
    and c.relnamespace = 'public'::regnamespace and c.relname <> '_prisma_migrations'`;
  const columns = await sql.query(
    `select t.relname as table, a.attname as column, y.typname || case when a.attnotnull then '' else '?' end as type
       from (select c.oid, c.relname ${tables}) t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
       join pg_type y on y.oid = a.atttypid order by t.relname, a.attnum`,
    [],
    columnSchema,
  );
  const keys = await sql.query(
    `select t.relname as table, i.indisprimary as primary,
            (select string_agg(a.attname, ',' order by k.position) from unnest(i.indkey::int2[]) with ordinality k(attnum, position)
               join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum) as columns
       from (select c.oid, c.relname ${tables}) t join pg_index i on i.indrelid = t.oid and i.indisunique order by 3`,
    [],
    keySchema,
  );
  const shape: SchemaShape = {};
  for (const { table, column, type } of columns) {
    shape[table] ??= { columns: {}, primaryKey: [], unique: [] };
    shape[table].columns[column] = type;
  }
  for (const key of keys) {
    const table = shape[key.table];
    if (key.primary && table) table.primaryKey = key.columns.split(',');
    else if (table) table.unique = [...table.unique, key.columns].sort();
  }
  return shape;
}

describe('schema.prisma and the migrations', () => {
  let base: TestDatabase;
  let schema: SchemaShape;
  beforeAll(async () => {
    base = await createTestDatabase();
    schema = shapeOfSchema(await readFile(path.join(import.meta.dirname, 'schema.prisma'), 'utf8'));
  });
  afterAll(() => base.drop());

  test('describe the same tables', async () => {
    expect(drift(schema, await shapeOfDatabase(base.db))).toEqual([]);
  });

  test.each([
    ['create table extra (id int4 primary key)', ['table extra has no model']],
    ['drop table broker_now', ['model of broker_now has no table']],
    ['alter table cluster add color text', ['cluster.color: absent in schema.prisma, text? in the database']],
    ['alter table topic_now alter groups type int8', ['topic_now.groups: int4 in schema.prisma, int8 in the database']],
    ['alter table cluster alter name drop not null', ['cluster.name: text in schema.prisma, text? in the database']],
    [
      'alter table consumer_group drop constraint consumer_group_cluster_id_name_sha256_key',
      ['unique keys of consumer_group: cluster_id,name_sha256 in schema.prisma,  in the database'],
    ],
    [
      'alter table poll_seat drop constraint poll_seat_pkey',
      ['primary key of poll_seat: cluster_id,hour,kind,series_id,first in schema.prisma,  in the database'],
    ],
  ])('%s is seen as drift', async (change, expected) => {
    const rollback = new Error('undo the change');
    await expect(
      base.db.transaction(async (tx) => {
        await tx.execute(change);
        expect(drift(schema, await shapeOfDatabase(tx))).toEqual(expected);
        throw rollback;
      }),
    ).rejects.toBe(rollback);
  });
});
