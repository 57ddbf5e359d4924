import { z } from 'zod';
import type { Transaction } from '#lib/db/database.ts';
import { type Columns, unpackChunk } from '../chunk/chunk.ts';
import { LAG_STATS } from '../hour-stats.ts';
import { DAY_MS, HOUR_MS } from '../hours.ts';
import type { PollRange } from './polls.ts';

/** Between which bounds the lag of each partition of a subscription was in one sealed hour, over the polls in which it was known. */
export interface PartitionHour {
  subscriptionId: number;
  hourMs: number;
  partitions: number;
  /** By partition; NaN: it was not there, below 0: it was, and never known. Valid until the visitor returns. */
  least: Float64Array;
  most: Float64Array;
}

const dayRow = z.object({ id: z.int(), day: z.date(), lag: z.instanceof(Buffer) });
const hourRow = z.object({ id: z.int(), hour: z.date(), stats: z.instanceof(Buffer) });

/** Places of the bounds among the LAG_STATS of a partition. */
const LEAST = 0;
const MOST = 2;
const isBound = (column: number): boolean => column % LAG_STATS === LEAST || column % LAG_STATS === MOST;

/** Hands the sealed hours of these subscriptions that begin in the range to `visit`, in no order. */
export async function readPartitionHours(
  tx: Transaction,
  { clusterId, fromMs, toMs }: PollRange,
  subscriptionIds: readonly number[],
  visit: (hour: PartitionHour) => void,
): Promise<void> {
  let memory: Float64Array = new Float64Array(0);
  const unpack = (bytes: Buffer) => {
    const columns = unpackChunk(bytes, memory, isBound);
    if (columns.values.length > memory.length) memory = columns.values;
    return columns;
  };
  let [least, most] = [new Float64Array(0), new Float64Array(0)];
  const visitHour = (subscriptionId: number, hourMs: number, { columns, points, values }: Columns, point: number) => {
    const partitions = Math.floor(columns / LAG_STATS);
    if (least.length < partitions) [least, most] = [new Float64Array(partitions), new Float64Array(partitions)];
    for (let partition = 0, at = point; partition < partitions; partition++, at += LAG_STATS * points) {
      least[partition] = values[at + LEAST * points] ?? Number.NaN;
      most[partition] = values[at + MOST * points] ?? Number.NaN;
    }
    visit({ subscriptionId, hourMs, partitions, least, most });
  };
  const days = await tx.query(
    `select subscription_id as id, day, lag from subscription_hours
      where subscription_id = any($1::int4[]) and day > $2 and day < $3`,
    [subscriptionIds, new Date(fromMs - DAY_MS), new Date(toMs)],
    dayRow,
  );
  for (const { id, day, lag } of days) {
    const columns = unpack(lag);
    for (let hour = 0; hour < columns.points; hour++) {
      const hourMs = day.getTime() + hour * HOUR_MS;
      if (hourMs >= fromMs && hourMs < toMs) visitHour(id, hourMs, columns, hour);
    }
  }
  const hours = await tx.query(
    `select subscription_id as id, hour, hour_stats as stats from subscription_chunk
      where subscription_id = any($1::int4[]) and hour >= $2 and hour < $3 and not exists (
        select from rolled_day r where r.cluster_id = $4 and r.day = date_trunc('day', hour, 'UTC'))`,
    [subscriptionIds, new Date(fromMs), new Date(toMs), clusterId],
    hourRow,
  );
  for (const { id, hour, stats } of hours) visitHour(id, hour.getTime(), unpack(stats), 0);
}
