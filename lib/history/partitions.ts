import { z } from 'zod';
import type { Database, Sql } from '#lib/db/database.ts';
import { isLockTimeout } from '#lib/db/errors.ts';
import { HOUR_MS, hourOf } from './hours.ts';

/** Serializes partition work of all clusters and processes on one database. */
const PARTITION_LOCK = 72_707_370;
/** The hour running, and as many after it as a collector may be cut off from its housekeeping. */
const HOURS_AHEAD = 2;
const PREFIX = 'poll_';

/** Creates the hourly partitions of `poll` for the hour of `nowMs` and the next two. Cheap when they exist. */
export async function ensurePartitions(db: Database, nowMs: number): Promise<void> {
  const first = hourOf(nowMs);
  for (let ahead = 0; ahead <= HOURS_AHEAD; ahead++) await ensurePartition(db, first + ahead * HOUR_MS);
}

/** Creates the partition of one hour, unless it is there. */
export async function ensurePartition(db: Database, hourMs: number): Promise<void> {
  const name = partitionName(hourMs);
  if (await exists(db, name)) return;
  await db.transaction(async (sql) => {
    await sql.execute('select pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
    if (await exists(sql, name)) return;
    // Made apart and attached: CREATE ... PARTITION OF would take a lock on `poll` that waits for, and stops, every reader.
    await sql.execute(`create table ${name} (like poll including defaults including constraints)`);
    // Compressing offsets of many partitions gains nothing, and a slice of an uncompressed value is read by itself.
    await sql.execute(`alter table ${name} alter column body set storage external`);
    await sql.execute(
      `alter table poll attach partition ${name} for values from ('${iso(hourMs)}') to ('${iso(hourMs + HOUR_MS)}')`,
    );
  });
}

/**
 * Drops the partitions of `poll` that ended more than `keepHours` ago, with the seats of their hours; gives how many.
 * One whose lock is not free at once is left for the next call.
 */
export async function dropOldPartitions(db: Database, nowMs: number, keepHours: number): Promise<number> {
  const oldest = hourOf(nowMs) - keepHours * HOUR_MS;
  let dropped = 0;
  for (const hourMs of await partitionHours(db)) {
    if (hourMs >= oldest) continue;
    try {
      await dropPartition(db, hourMs);
      dropped += 1;
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
    }
  }
  return dropped;
}

async function dropPartition(db: Database, hourMs: number): Promise<void> {
  await db.transaction(async (sql) => {
    // While this waits for its lock on `poll`, polls and charts queue behind it: better to come back later.
    await sql.execute(`set local lock_timeout = '500ms'`);
    await sql.execute('select pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
    await sql.execute(`drop table if exists ${partitionName(hourMs)}`);
    await sql.execute('delete from poll_seat where hour = $1', [new Date(hourMs)]);
  });
}

const nameSchema = z.object({ name: z.string() });

async function partitionHours(sql: Sql): Promise<number[]> {
  const rows = await sql.query(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'poll'::regclass order by 1`,
    [],
    nameSchema,
  );
  return rows.flatMap(({ name }) => hourOfPartition(name) ?? []);
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

/** poll_2026112314 for the hour that begins 2026-11-23T14:00Z. */
export function partitionName(hourMs: number): string {
  return PREFIX + iso(hourMs).slice(0, 13).replaceAll(/[-T]/g, '');
}

function hourOfPartition(name: string): number | null {
  const [, year, month, day, hour] = /^poll_(\d{4})(\d\d)(\d\d)(\d\d)$/.exec(name) ?? [];
  if (hour === undefined) return null;
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour));
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
