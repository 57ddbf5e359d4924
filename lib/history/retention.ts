import { z } from 'zod';
import type { Database, Sql } from '#lib/db/database.ts';
import { CHUNK_TABLES, droppableDays } from './chunk-days.ts';
import { DAY_MS } from './hours.ts';
import {
  EVENT,
  MEMBERSHIP,
  type PartitionedTable,
  POLL,
  type Span,
  STATUS_CHANGE,
  SUBSCRIPTION_HOURS,
  TOPIC_HOURS,
} from './partition-spans.ts';
import { dropPartition, partitionsOf } from './partitions.ts';

export interface Retention {
  /** How long every poll is kept. */
  rawMs: number;
  /** How long minimum, mean and maximum of each hour are kept. */
  hoursMs: number;
  /** How long events, changes of status, and who was a member of which group, are kept. */
  eventsMs: number;
  /**
   * How long polls stay after they were sealed: longer than any reader holds its snapshot, since one that began before the
   * hour was sealed still looks for it in the polls. A minute unless given.
   */
  slackMs?: number;
}

const SLACK_MS = 60_000;

/** Drops the polls of sealed hours, and what is past its time; gives the names of what was dropped. */
export async function dropWhatIsPast(db: Database, nowMs: number, retention: Retention): Promise<string[]> {
  const rawFromMs = nowMs - retention.rawMs;
  const hoursFromMs = nowMs - retention.hoursMs;
  const dropped = [
    ...(await dropPolls(db, nowMs, rawFromMs, retention.slackMs ?? SLACK_MS)),
    ...(await dropChunkDays(db, rawFromMs)),
    ...(await dropBefore(db, TOPIC_HOURS, hoursFromMs)),
    ...(await dropBefore(db, SUBSCRIPTION_HOURS, hoursFromMs)),
    ...(await dropBefore(db, EVENT, nowMs - retention.eventsMs)),
    ...(await dropBefore(db, MEMBERSHIP, nowMs - retention.eventsMs)),
    ...(await dropBefore(db, STATUS_CHANGE, nowMs - retention.eventsMs)),
  ];
  // Some rows a day for each cluster: no table to partition for. A day stays rolled for as long as one of its hours is known.
  const sealedFromMs = Math.min(rawFromMs, hoursFromMs);
  await db.execute('delete from sealed_hour where hour < $1', [new Date(sealedFromMs)]);
  await db.execute('delete from rolled_day where day < $1', [new Date(sealedFromMs - 31 * DAY_MS)]);
  return dropped;
}

async function dropBefore(db: Database, table: PartitionedTable, beforeMs: number): Promise<string[]> {
  const past = (await partitionsOf(db, table)).filter(({ toMs }) => toMs <= beforeMs);
  return dropAll(db, past);
}

/** Days of chunks that the level of hours has taken over, in every cluster. */
async function dropChunkDays(db: Database, beforeMs: number): Promise<string[]> {
  const dropped: string[] = [];
  for (const table of CHUNK_TABLES) {
    const past = (await partitionsOf(db, table)).filter(({ toMs }) => toMs <= beforeMs);
    dropped.push(...(await dropAll(db, await droppableDays(db, past, beforeMs))));
  }
  return dropped;
}

/** Hours of polls that every cluster in them has sealed for a while, or that are past their time all the same. */
async function dropPolls(db: Database, nowMs: number, rawFromMs: number, slackMs: number): Promise<string[]> {
  const past: Span[] = [];
  for (const span of await partitionsOf(db, POLL)) {
    if (span.toMs <= rawFromMs || (span.toMs <= nowMs && (await isSealed(db, span, slackMs)))) past.push(span);
  }
  return dropAll(db, past, (sql, { fromMs }) =>
    sql.execute('delete from poll_seat where hour = $1', [new Date(fromMs)]),
  );
}

async function dropAll(
  db: Database,
  spans: readonly Span[],
  alongWith?: (sql: Sql, span: Span) => Promise<unknown>,
): Promise<string[]> {
  const dropped: string[] = [];
  for (const span of spans) {
    if (await dropPartition(db, span, async (sql) => alongWith?.(sql, span))) dropped.push(span.name);
  }
  return dropped;
}

const sealedSchema = z.object({ sealed: z.boolean() });

/** True also of an hour without polls. */
async function isSealed(sql: Sql, { name, fromMs }: Span, slackMs: number): Promise<boolean> {
  const [row] = await sql.query(
    `select count(*) filter (where h.sealed_at < now() - make_interval(secs => $2::float8 / 1000)) = count(*) as sealed
       from (select distinct cluster_id from ${name}) p
       left join sealed_hour h on h.cluster_id = p.cluster_id and h.hour = $1`,
    [new Date(fromMs), slackMs],
    sealedSchema,
  );
  return row?.sealed ?? false;
}
