import { z } from 'zod';
import type { Transaction } from '#lib/db/database.ts';
import { unpackChunk } from '../chunk/chunk.ts';
import { LAG_STATS } from '../hour-stats.ts';
import { DAY_MS, HOUR_MS } from '../hours.ts';
import type { PollRange } from './polls.ts';

/** Between which bounds the lag of one partition was in one sealed hour, over the polls in which it was known. */
export interface PartitionHour {
  subscriptionId: number;
  partition: number;
  hourMs: number;
  /** Below 0: it was there, and never known. */
  least: number;
  most: number;
}

const dayRow = z.object({ id: z.int(), day: z.date(), lag: z.instanceof(Buffer) });
const hourRow = z.object({ id: z.int(), hour: z.date(), stats: z.instanceof(Buffer) });

/** Places of the bounds among the LAG_STATS of a partition. */
const LEAST = 0;
const MOST = 2;
const isBound = (column: number): boolean => column % LAG_STATS === LEAST || column % LAG_STATS === MOST;

/** Hands what each partition had in the sealed hours that begin in the range to `visit`, in no order; partitions that were not there are passed over. */
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
  const days = await tx.query(
    `select subscription_id as id, day, lag from subscription_hours
      where subscription_id = any($1::int4[]) and day > $2 and day < $3`,
    [subscriptionIds, new Date(fromMs - DAY_MS), new Date(toMs)],
    dayRow,
  );
  for (const { id, day, lag } of days) {
    const { columns, points, values } = unpack(lag);
    for (let hour = 0; hour < points; hour++) {
      const hourMs = day.getTime() + hour * HOUR_MS;
      if (hourMs < fromMs || hourMs >= toMs) continue;
      visitPartitions({ subscriptionId: id, hourMs }, columns, (column) => values[column * points + hour], visit);
    }
  }
  const hours = await tx.query(
    `select subscription_id as id, hour, hour_stats as stats from subscription_chunk
      where subscription_id = any($1::int4[]) and hour >= $2 and hour < $3 and not exists (
        select from rolled_day r where r.cluster_id = $4 and r.day = date_trunc('day', hour, 'UTC'))`,
    [subscriptionIds, new Date(fromMs), new Date(toMs), clusterId],
    hourRow,
  );
  for (const { id, hour, stats } of hours) {
    const { columns, values } = unpack(stats);
    visitPartitions({ subscriptionId: id, hourMs: hour.getTime() }, columns, (column) => values[column], visit);
  }
}

function visitPartitions(
  of: { subscriptionId: number; hourMs: number },
  columns: number,
  valueAt: (column: number) => number | undefined,
  visit: (hour: PartitionHour) => void,
): void {
  for (let partition = 0; partition * LAG_STATS < columns; partition++) {
    const most = valueAt(partition * LAG_STATS + MOST) ?? Number.NaN;
    if (Number.isNaN(most)) continue;
    visit({ ...of, partition, least: valueAt(partition * LAG_STATS + LEAST) ?? Number.NaN, most });
  }
}
