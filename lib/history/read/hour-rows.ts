import { z } from 'zod';
import type { Sql, Transaction } from '#lib/db/database.ts';
import { unpackChunk } from '../chunk/chunk.ts';
import { SUM_STATS, statsOfSums } from '../hour-stats.ts';
import { DAY_MS, HOUR_MS } from '../hours.ts';
import { SUBSCRIPTION_CHUNK } from '../partition-spans.ts';
import { partitionsOf } from '../partitions.ts';
import type { PollRange } from './polls.ts';
import { sumsOf } from './sum-chunk.ts';

/** What the level of hours has of one series in one hour; see hour-stats.ts for what the numbers are. */
export interface HourRow {
  id: number;
  hourMs: number;
  /** Of a subscription the LAG_STATS of each partition, of a topic its TOPIC_STATS. */
  stats: Float64Array;
  /** Of a subscription the SUM_STATS of its lag; of a topic nothing. */
  total: Float64Array;
}

const presentSchema = z.object({ present: z.boolean() });

/** True where a range begins in hours of which only the level of hours is left. */
export async function beginsInHours(sql: Sql, { clusterId, fromMs, toMs }: PollRange): Promise<boolean> {
  const chunks = await partitionsOf(sql, SUBSCRIPTION_CHUNK);
  const rawFromMs = Math.min(toMs, ...chunks.map((span) => span.fromMs));
  if (fromMs >= rawFromMs) return false;
  const [row] = await sql.query(
    `select exists (select from sealed_hour where cluster_id = $1 and hour > $2 and hour < $3) as present`,
    [clusterId, new Date(fromMs - HOUR_MS), new Date(rawFromMs)],
    presentSchema,
  );
  return row?.present ?? false;
}

const dayRowSchema = z.object({ id: z.int(), day: z.date(), stats: z.instanceof(Buffer), total: z.instanceof(Buffer) });
const hourRowSchema = dayRowSchema.omit({ day: true }).extend({ hour: z.date() });

/** Where the level of hours keeps a kind of series, and where the hours of days that it has not taken over yet are. */
const TABLES = {
  s: {
    days: `select subscription_id as id, day, lag as stats, total from subscription_hours
            where subscription_id = any($2::int4[])`,
    hours: `select subscription_id as id, hour, hour_stats as stats, total from subscription_chunk
             where subscription_id = any($2::int4[])`,
  },
  t: {
    days: `select topic_id as id, day, stats, ''::bytea as total from topic_hours where topic_id = any($2::int4[])`,
    hours: `select topic_id as id, hour, hour_stats as stats, ''::bytea as total from topic_chunk
             where topic_id = any($2::int4[])`,
  },
} as const;

/** Hands every sealed hour of these series in the range to `visit`, whole hours, each series in order of time. */
export async function readHourRows(
  tx: Transaction,
  { clusterId, fromMs, toMs }: PollRange,
  kind: keyof typeof TABLES,
  ids: readonly number[],
  visit: (row: HourRow) => void,
): Promise<void> {
  const days = await tx.query(
    `${TABLES[kind].days} and $1::int4 is not null and day > $3 and day < $4 order by day`,
    [clusterId, ids, new Date(fromMs - DAY_MS), new Date(toMs)],
    dayRowSchema,
  );
  for (const { id, day, stats, total } of days) {
    const [ofStats, ofTotal] = [hoursOf(stats), hoursOf(total)];
    ofStats.forEach((numbers, hour) => {
      const hourMs = day.getTime() + hour * HOUR_MS;
      if (hourMs > fromMs - HOUR_MS && hourMs < toMs)
        visit({ id, hourMs, stats: numbers, total: ofTotal[hour] ?? NOTHING });
    });
  }
  const rest = await tx.query(
    `${TABLES[kind].hours} and hour > $3 and hour < $4 and not exists (
       select from rolled_day r where r.cluster_id = $1 and r.day = date_trunc('day', hour, 'UTC')) order by hour`,
    [clusterId, ids, new Date(fromMs - HOUR_MS), new Date(toMs)],
    hourRowSchema,
  );
  for (const { id, hour, stats, total } of rest) {
    visit({ id, hourMs: hour.getTime(), stats: unpackChunk(stats).values, total: totalOf(total) });
  }
}

const NOTHING = new Float64Array(0);

/** A day's columns of 24 points, turned into 24 rows of numbers. */
function hoursOf(bytes: Buffer): Float64Array[] {
  const { columns, points, values } = unpackChunk(bytes);
  return Array.from({ length: points }, (_, hour) =>
    Float64Array.from({ length: columns }, (__, column) => values[column * points + hour] ?? Number.NaN),
  );
}

function totalOf(bytes: Buffer): Float64Array {
  if (bytes.length === 0) return NOTHING;
  const { values, points } = unpackChunk(bytes);
  const sums = sumsOf({ partitions: 1, runs: [values] }, points);
  return Float64Array.from(statsOfSums(sums, { from: 0, to: points })).subarray(0, SUM_STATS);
}
