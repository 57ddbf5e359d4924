import { statfs } from 'node:fs/promises';
import { z } from 'zod';
import type { Database, Sql } from '#lib/db/database.ts';
import { DatabaseError } from '#lib/db/errors.ts';
import { CHUNK_TABLES, droppableDays } from './chunk-days.ts';
import { tellGivenUp } from './given-up.ts';
import { DAY_MS } from './hours.ts';
import { type PartitionedTable, type Span, SUBSCRIPTION_HOURS, TOPIC_HOURS } from './partition-spans.ts';
import { dropPartition, partitionsOf } from './partitions.ts';

export interface StorageLimits {
  /** Most bytes the history may take. */
  budgetBytes: number;
  /** Free bytes that are left to others, where Postgres is on this machine. */
  reserveBytes: number;
}

const GB = 1e9;
/** Raw days that are never given up for the budget: the one under way and the one before. */
const DAYS_LEFT = 2;
/** How long it is told that history was given up: the next day to go is a day away. */
const NOTICE_MS = DAY_MS;
/** One collector at a time measures and drops: two of them would each give up a day for the same excess. */
const BUDGET_LOCK = 72_707_372;

/** What is known of the room that the history has, as of the last look. */
export class StorageWatch {
  #limits: StorageLimits;
  #refusal: DatabaseError | null = null;
  #shortened: string | null = null;
  #droppedAtMs = Number.NEGATIVE_INFINITY;

  constructor(limits: StorageLimits) {
    this.#limits = limits;
  }

  /** Why polls must not be kept now; null while there is room. */
  get refusal(): DatabaseError | null {
    return this.#refusal;
  }

  /** That history was given up for the budget, in words; null once it has fit for a day. */
  get shortened(): string | null {
    return this.#shortened;
  }

  /** Looks at disk and tables; gives up the oldest history while it is over its budget. Gives what was dropped. */
  async look(db: Database, nowMs: number): Promise<string[]> {
    const freeBytes = await localFreeBytes(db);
    this.#refusal = freeBytes !== null && freeBytes < this.#limits.reserveBytes ? this.#noRoom(freeBytes) : null;
    const given = await this.#keepBudget(db, nowMs);
    await tellGivenUp(db, nowMs, given);
    return given;
  }

  #noRoom(freeBytes: number): DatabaseError {
    const [free, reserve] = [freeBytes, this.#limits.reserveBytes].map((bytes) => (bytes / GB).toFixed(1));
    const message = `${free} GB of disk are free where Postgres keeps its data, and ${reserve} GB are left to others`;
    return new DatabaseError(
      'DISK_FULL',
      `${message} (TIDEMARK_HISTORY_RESERVE_MB). Free some, or shorten the history.`,
    );
  }

  async #keepBudget(db: Database, nowMs: number): Promise<string[]> {
    return db.transaction(async (lock) => {
      // Whoever else looks keeps the budget as well.
      if (!(await isFirst(lock))) return [];
      const dropped: string[] = [];
      let bytes = await historyBytes(db);
      while (bytes > this.#limits.budgetBytes) {
        const { candidates, given } = await giveUpOldest(db, nowMs);
        dropped.push(...given);
        if (given.length > 0) bytes = await historyBytes(db);
        // What is in use now is left for the next look: nothing younger goes in its place.
        if (given.length === 0 || given.length < candidates.length) break;
      }
      if (dropped.length > 0) this.#droppedAtMs = nowMs;
      this.#shortened = this.#notice(bytes, nowMs);
      return dropped;
    });
  }

  #notice(bytes: number, nowMs: number): string | null {
    const budget = `${(this.#limits.budgetBytes / GB).toFixed(1)} GB (TIDEMARK_HISTORY_BUDGET_GB)`;
    if (bytes > this.#limits.budgetBytes)
      return `history takes more than its ${budget}, and none of it can be given up yet`;
    return nowMs - this.#droppedAtMs < NOTICE_MS
      ? `history is kept for a shorter time than is set: it had outgrown its ${budget}`
      : null;
  }
}

const firstSchema = z.object({ first: z.boolean() });

/** True where nobody else is about the budget now; holds until the transaction ends. */
async function isFirst(sql: Sql): Promise<boolean> {
  const [row] = await sql.query('select pg_try_advisory_xact_lock($1) as first', [BUDGET_LOCK], firstSchema);
  return row?.first ?? false;
}

const placeSchema = z.object({ dir: z.string().nullable(), local: z.boolean() });

/** Free bytes of the disk that Postgres writes to; null where that is elsewhere, or not to be known. */
async function localFreeBytes(sql: Sql): Promise<number | null> {
  const [place] = await sql.query(
    `select (select setting from pg_settings where name = 'data_directory') as dir,
            coalesce(inet_server_addr() <<= '127.0.0.0/8' or inet_server_addr() = '::1', true) as local`,
    [],
    placeSchema,
  );
  if (!place?.local || place.dir === null) return null;
  try {
    const { bavail, bsize } = await statfs(place.dir);
    return bavail * bsize;
  } catch {
    // Behind a tunnel the address is local as well, and the folder is not there.
    return null;
  }
}

const bytesSchema = z.object({ bytes: z.bigint() });

/** Bytes of all tables of the history, with their indexes. */
export async function historyBytes(sql: Sql): Promise<number> {
  const [row] = await sql.query(
    `select sum(bytes)::int8 as bytes from (
       select pg_total_relation_size(relid) as bytes
         from unnest(array['poll', 'topic_chunk', 'subscription_chunk', 'topic_hours', 'subscription_hours', 'event', 'membership']) as parent,
              pg_partition_tree(to_regclass(parent)) where isleaf
       union all
       select pg_total_relation_size(to_regclass(name)) from unnest(array['poll_seat', 'sealed_hour', 'rolled_day']) as name) t`,
    [],
    bytesSchema,
  );
  return Number(row?.bytes ?? 0n);
}

interface GivenUp {
  /** Everything that could be given up next. */
  candidates: readonly Span[];
  /** Names of those of them that are gone. */
  given: string[];
}

/** The oldest day of polls; only where there is none at all, the oldest month of hours. The newest stay. */
async function giveUpOldest(db: Database, nowMs: number): Promise<GivenUp> {
  const days = await spansBefore(db, CHUNK_TABLES, nowMs - (DAYS_LEFT - 1) * DAY_MS);
  if (days.length === 0) return dropFirst(db, await spansBefore(db, [TOPIC_HOURS, SUBSCRIPTION_HOURS], nowMs));
  return dropFirst(db, await droppableDays(db, days, nowMs));
}

/** The partitions that end before an instant. */
async function spansBefore(db: Database, tables: readonly PartitionedTable[], beforeMs: number): Promise<Span[]> {
  const spans = (await Promise.all(tables.map((table) => partitionsOf(db, table)))).flat();
  return spans.filter(({ toMs }) => toMs <= beforeMs);
}

/** Drops the oldest of these partitions, in every table that has it. */
async function dropFirst(db: Database, spans: readonly Span[]): Promise<GivenUp> {
  const oldestMs = Math.min(...spans.map(({ fromMs }) => fromMs));
  const candidates = spans.filter(({ fromMs }) => fromMs === oldestMs);
  const given: string[] = [];
  for (const span of candidates) if (await dropPartition(db, span)) given.push(span.name);
  return { candidates, given };
}
