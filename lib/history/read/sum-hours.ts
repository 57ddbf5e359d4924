import { z } from 'zod';
import type { Transaction } from '#lib/db/database.ts';
import { unpackChunk } from '../chunk/chunk.ts';
import { LAG_STATS } from '../hour-stats.ts';
import { DAY_MS, HOUR_MS } from '../hours.ts';
import type { Sums } from './buckets.ts';
import { lagValueAt } from './hour-lines.ts';
import type { PollRange } from './polls.ts';
import { sumsOf } from './sum-chunk.ts';

/** What the summed lag of one subscription was at most in one sealed hour, as far as it was known. */
export interface SumHour {
  subscriptionId: number;
  hourMs: number;
  max: number;
  /** Partitions that the sum is without; NaN where there was nothing to sum. */
  unknown: number;
}

const dayRow = z.object({ id: z.int(), day: z.date(), total: z.instanceof(Buffer) });
const hourRow = z.object({ id: z.int(), hour: z.date(), total: z.instanceof(Buffer) });
const statsRow = z.object({ id: z.int(), hour: z.date(), stats: z.instanceof(Buffer) });

const MAX = 2;
const UNKNOWN = 4;

/** Hands the sealed hours of these subscriptions that begin in the range to `visit`, in no order. */
export async function readSumHours(
  tx: Transaction,
  { clusterId, fromMs, toMs }: PollRange,
  subscriptionIds: readonly number[],
  visit: (hour: SumHour) => void,
): Promise<void> {
  const days = await tx.query(
    `select subscription_id as id, day, total from subscription_hours
      where subscription_id = any($1::int4[]) and day > $2 and day < $3`,
    [subscriptionIds, new Date(fromMs - DAY_MS), new Date(toMs)],
    dayRow,
  );
  for (const { id, day, total } of days) {
    const { points, values } = unpackChunk(total);
    for (let hour = 0; hour < points; hour++) {
      const hourMs = day.getTime() + hour * HOUR_MS;
      if (hourMs < fromMs || hourMs >= toMs) continue;
      const at = (column: number) => values[column * points + hour] ?? Number.NaN;
      visit({ subscriptionId: id, hourMs, max: at(MAX), unknown: at(UNKNOWN) });
    }
  }
  const hours = await tx.query(
    `select subscription_id as id, hour, hour_stats as stats from subscription_chunk
      where subscription_id = any($1::int4[]) and hour >= $2 and hour < $3 and not exists (
        select from rolled_day r where r.cluster_id = $4 and r.day = date_trunc('day', hour, 'UTC'))`,
    [subscriptionIds, new Date(fromMs), new Date(toMs), clusterId],
    statsRow,
  );
  for (const { id, hour, stats } of hours) {
    visit({ subscriptionId: id, hourMs: hour.getTime(), ...boundsOf(unpackChunk(stats).values) });
  }
}

/** A bound of the sum of partitions of which each has its LAG_STATS: they need not have been at one moment. */
function boundsOf(stats: Float64Array): Pick<SumHour, 'max' | 'unknown'> {
  const bounds = { max: Number.NaN, unknown: Number.NaN };
  for (let partition = 0; partition * LAG_STATS < stats.length; partition++) {
    const value = lagValueAt(stats, partition);
    if (value === null) continue;
    bounds.unknown = (bounds.unknown || 0) + value.unknown;
    if (Number.isNaN(value.max)) continue;
    bounds.max = (bounds.max || 0) + value.max;
  }
  return bounds;
}

/** The summed lag at each poll of these hours of these subscriptions, in no order. Hours that are not there are passed over. */
export async function readSums(
  tx: Transaction,
  wanted: readonly { subscriptionId: number; hourMs: number }[],
  visit: (of: { subscriptionId: number; hourMs: number }, sums: Sums) => void,
): Promise<void> {
  if (wanted.length === 0) return;
  const rows = await tx.query(
    `select c.subscription_id as id, c.hour, c.total
       from unnest($1::int4[], $2::float8[]) as w(id, hour)
       join subscription_chunk c on c.subscription_id = w.id and c.hour = to_timestamp(w.hour)`,
    [wanted.map(({ subscriptionId }) => subscriptionId), wanted.map(({ hourMs }) => hourMs / 1000)],
    hourRow,
  );
  for (const { id, hour, total } of rows) {
    const { values, points } = unpackChunk(total);
    visit({ subscriptionId: id, hourMs: hour.getTime() }, sumsOf({ partitions: 1, runs: [values] }, points));
  }
}
