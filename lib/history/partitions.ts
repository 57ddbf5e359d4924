import { z } from 'zod';
import type { Database, Sql } from '#lib/db/database.ts';
import { isLockTimeout } from '#lib/db/errors.ts';
import { DAY_MS, HOUR_MS } from './hours.ts';
import {
  EVENT,
  MEMBERSHIP,
  type PartitionedTable,
  POLL,
  type Span,
  STATUS_CHANGE,
  SUBSCRIPTION_CHUNK,
  SUBSCRIPTION_HOURS,
  spanAt,
  spanOfName,
  TOPIC_CHUNK,
  TOPIC_HOURS,
} from './partition-spans.ts';

/** Serializes partition work of all clusters and processes on one database. */
const PARTITION_LOCK = 72_707_370;
/** How far ahead partitions are made: as long as a collector may be cut off from its housekeeping. */
const AHEAD: readonly (readonly [PartitionedTable, number[]])[] = [
  [POLL, [0, HOUR_MS, 2 * HOUR_MS]],
  [TOPIC_CHUNK, [0, DAY_MS]],
  [SUBSCRIPTION_CHUNK, [0, DAY_MS]],
  [TOPIC_HOURS, [0, DAY_MS]],
  [SUBSCRIPTION_HOURS, [0, DAY_MS]],
  [EVENT, [0, DAY_MS]],
  [MEMBERSHIP, [0, DAY_MS]],
  [STATUS_CHANGE, [0, DAY_MS]],
];

/** Creates the partitions that an instant needs, and those of the time after it. Cheap when they exist. */
export async function ensurePartitions(db: Database, nowMs: number): Promise<void> {
  for (const [table, ahead] of AHEAD) {
    for (const aheadMs of ahead) await ensurePartition(db, table, nowMs + aheadMs);
  }
}

/** Creates the partition of a table that an instant falls into, unless it is there; `alongWith` in the same transaction. */
export async function ensurePartition(
  db: Database,
  table: PartitionedTable,
  atMs: number,
  alongWith: (sql: Sql, span: Span) => Promise<unknown> = async () => undefined,
): Promise<void> {
  const span = spanAt(table, atMs);
  const { name, fromMs, toMs } = span;
  if (await exists(db, name)) return;
  await db.transaction(async (sql) => {
    await sql.execute('select pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
    if (await exists(sql, name)) return;
    // Made apart and attached: CREATE ... PARTITION OF would take a lock on the parent that waits for, and stops, every reader.
    await sql.execute(`create table ${name} (like ${table.parent} including defaults including constraints)`);
    // Compressing them once more gains nothing, and a slice of an uncompressed value is read by itself.
    const storage = table.external.map((column) => `alter column ${column} set storage external`);
    if (storage.length > 0) await sql.execute(`alter table ${name} ${storage.join(', ')}`);
    await sql.execute(
      `alter table ${table.parent} attach partition ${name} for values from ('${iso(fromMs)}') to ('${iso(toMs)}')`,
    );
    await alongWith(sql, span);
  });
}

const nameSchema = z.object({ name: z.string() });

/** The partitions a table has, oldest first. */
export async function partitionsOf(sql: Sql, table: PartitionedTable): Promise<Span[]> {
  const rows = await sql.query(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = '${table.parent}'::regclass order by 1`,
    [],
    nameSchema,
  );
  return rows.flatMap(({ name }) => spanOfName(table, name) ?? []);
}

/** Drops one partition; false where its lock is not free at once, so that it is left for the next call. */
export async function dropPartition(
  db: Database,
  { name }: Span,
  alongWith: (sql: Sql) => Promise<unknown> = async () => undefined,
): Promise<boolean> {
  try {
    await db.transaction(async (sql) => {
      // While this waits for its lock on the parent, polls and charts queue behind it: better to come back later.
      await sql.execute(`set local lock_timeout = '200ms'`);
      await sql.execute('select pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
      await sql.execute(`drop table if exists ${name}`);
      await alongWith(sql);
    });
    return true;
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    return false;
  }
}

const presentSchema = z.object({ present: z.boolean() });

/** Asked of pg_class: after waiting for a lock, to_regclass may still answer from what the session had looked up before. */
async function exists(sql: Sql, name: string): Promise<boolean> {
  const [row] = await sql.query(
    'select exists (select from pg_class where relname = $1 and relnamespace = current_schema()::regnamespace) as present',
    [name],
    presentSchema,
  );
  return row?.present ?? false;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
