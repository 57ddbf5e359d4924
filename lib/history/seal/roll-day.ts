import { z } from 'zod';
import type { Database, Sql, Transaction } from '#lib/db/database.ts';
import { type Lease, renewLease } from '#lib/db/lease.ts';
import { unpackChunk } from '../chunk/chunk.ts';
import { chunkDays } from '../chunk-days.ts';
import { LAG_STATS, SUM_STATS, statsOfSums, TOPIC_STATS } from '../hour-stats.ts';
import { DAY_MS, dayOf, HOUR_MS } from '../hours.ts';
import { SUBSCRIPTION_HOURS, TOPIC_HOURS } from '../partition-spans.ts';
import { ensurePartition } from '../partitions.ts';
import { sumsOf } from '../read/sum-chunk.ts';
import { BREATH_MS, type Breath, createBreath, packWithBreath } from './breath.ts';
import {
  batchesOfSlots,
  type ChunkRow,
  type ChunkTable,
  hoursToSeal,
  insertChunks,
  SUBSCRIPTION_DAYS,
  TOPIC_DAYS,
} from './seal-store.ts';

/** "no-chunks": the day was dropped before it was taken over; it is not said of it that the level of hours has it. */
export type RollOutcome = 'rolled' | 'rolled-before' | 'no-chunks' | 'lost-lease';

const HOURS = DAY_MS / HOUR_MS;
/** Partitions whose day is read at once: few enough that parsing their rows keeps no poll waiting. */
const BATCH_PARTITIONS = 1000;
/** Of a series of few partitions the row itself is the cost. */
const MIN_PARTITIONS = 20;

const daySchema = z.object({ day: z.date() });

/** Days of a cluster that are over, sealed to the end, still there and not yet in the level of hours; oldest first. */
export async function daysToRoll(sql: Sql, clusterId: number): Promise<number[]> {
  const rows = await sql.query(
    `select distinct date_trunc('day', h.hour, 'UTC') as day from sealed_hour h
      where h.cluster_id = $1
        and not exists (select from rolled_day r where r.cluster_id = $1 and r.day = date_trunc('day', h.hour, 'UTC'))
        and date_trunc('day', h.hour, 'UTC') < date_trunc('day', (select max(at) from poll where cluster_id = $1), 'UTC')
      order by 1`,
    [clusterId],
    daySchema,
  );
  if (rows.length === 0) return [];
  const kept = await chunkDays(sql);
  // An hour that could not be sealed holds up its day: what is rolled is not rolled again.
  const open = new Set((await hoursToSeal(sql, clusterId)).map(dayOf));
  return rows.map(({ day }) => day.getTime()).filter((dayMs) => kept.has(dayMs) && !open.has(dayMs));
}

/** Takes one day of chunks over into the level of hours, in one transaction; repeatable, as sealHour is. */
export async function rollDay(
  db: Database,
  lease: Lease,
  dayMs: number,
  { signal }: { signal?: AbortSignal } = {},
): Promise<RollOutcome> {
  await ensurePartition(db, TOPIC_HOURS, dayMs);
  await ensurePartition(db, SUBSCRIPTION_HOURS, dayMs);
  try {
    return await db.transaction((tx) => rollInside(tx, lease, dayMs), signal === undefined ? {} : { signal });
  } catch (error) {
    if (error instanceof GivenUp) return error.outcome;
    throw error;
  }
}

async function rollInside(tx: Transaction, lease: Lease, dayMs: number): Promise<RollOutcome> {
  const marked = 'insert into rolled_day (cluster_id, day) values ($1, $2) on conflict do nothing';
  if ((await tx.execute(marked, [lease.clusterId, new Date(dayMs)])) === 0) return 'rolled-before';
  // From here on no day of chunks can be dropped.
  await tx.execute('lock table only topic_chunk, only subscription_chunk in access share mode');
  if (!(await chunkDays(tx)).has(dayMs)) throw new GivenUp('no-chunks');
  const breath = createBreath(BREATH_MS);
  await rollSeries(tx, lease.clusterId, dayMs, TOPICS, breath);
  await rollSeries(tx, lease.clusterId, dayMs, SUBSCRIPTIONS, breath);
  if (!(await renewLease(tx, lease))) throw new GivenUp('lost-lease');
  return 'rolled';
}

/** Thrown to roll the transaction back. */
class GivenUp extends Error {
  readonly outcome: RollOutcome;

  constructor(outcome: RollOutcome) {
    super(`a day was not rolled: ${outcome}`);
    this.outcome = outcome;
  }
}

/** What a row of the level of hours is made of, and how. */
interface Roll {
  into: ChunkTable;
  /** Id and width ($1 cluster, $2 day, $3 next day) of what has chunks that day. */
  ids: string;
  /** Rows of some ids ($1) of the day ($2 to $3): id, hour, partitions, stats, total. */
  rows: string;
  columnsOf(partitions: number): readonly DayColumns[];
}

const rowSchema = z.object({
  id: z.int(),
  hour: z.date(),
  partitions: z.int(),
  stats: z.instanceof(Buffer),
  total: z.instanceof(Buffer),
});
type HourRow = z.infer<typeof rowSchema>;

/** One chunk of a day: so many columns of 24 points, out of the numbers of each hour. */
interface DayColumns {
  columns: number;
  numbersOf(hour: HourRow): Float64Array;
}

const TOPICS: Roll = {
  into: TOPIC_DAYS,
  ids: `select t.id, max(c.partitions) as partitions from topic_chunk c join topic t on t.id = c.topic_id
         where t.cluster_id = $1 and c.hour >= $2 and c.hour < $3 group by 1 order by 1`,
  rows: `select topic_id as id, hour, partitions, hour_stats as stats, ''::bytea as total from topic_chunk
          where topic_id = any($1::int4[]) and hour >= $2 and hour < $3 order by 1, 2`,
  columnsOf: () => [{ columns: TOPIC_STATS, numbersOf: statsOfHour }],
};

const SUBSCRIPTIONS: Roll = {
  into: SUBSCRIPTION_DAYS,
  ids: `select s.id, max(c.partitions) as partitions from subscription_chunk c join subscription s on s.id = c.subscription_id
          join consumer_group g on g.id = s.group_id
         where g.cluster_id = $1 and c.hour >= $2 and c.hour < $3 group by 1 order by 1`,
  rows: `select subscription_id as id, hour, partitions, hour_stats as stats, total from subscription_chunk
          where subscription_id = any($1::int4[]) and hour >= $2 and hour < $3 order by 1, 2`,
  columnsOf: (partitions) => [
    { columns: LAG_STATS * partitions, numbersOf: statsOfHour },
    { columns: SUM_STATS, numbersOf: totalOfHour },
  ],
};

function statsOfHour({ stats }: HourRow): Float64Array {
  return unpackChunk(stats).values;
}

function totalOfHour({ total }: HourRow): Float64Array {
  const { values, points } = unpackChunk(total);
  return Float64Array.from(statsOfSums(sumsOf({ partitions: 1, runs: [values] }, points), { from: 0, to: points }));
}

const widthSchema = z.object({ id: z.int(), partitions: z.int() });

async function rollSeries(
  tx: Transaction,
  clusterId: number,
  dayMs: number,
  roll: Roll,
  breath: Breath,
): Promise<void> {
  const day = [new Date(dayMs), new Date(dayMs + DAY_MS)];
  const widths = await tx.query(roll.ids, [clusterId, ...day], widthSchema);
  for (const batch of batchesOfSlots(widths, BATCH_PARTITIONS, MIN_PARTITIONS)) {
    const rows = await tx.query(roll.rows, [batch.map(({ id }) => id), ...day], rowSchema);
    await insertChunks(tx, roll.into, dayMs, await dayRows(rows, roll, breath));
  }
}

async function dayRows(rows: readonly HourRow[], { columnsOf }: Roll, breath: Breath): Promise<ChunkRow[]> {
  const days: ChunkRow[] = [];
  for (const [id, hours] of Map.groupBy(rows, (row) => row.id)) {
    const partitions = Math.max(...hours.map((hour) => hour.partitions));
    const chunks: Buffer[] = [];
    for (const columns of columnsOf(partitions)) chunks.push(await packDay(columns, hours, breath));
    days.push({ id, partitions, chunks });
  }
  return days;
}

/** Numbers of each hour as columns of 24 points; NaN where an hour has none. */
async function packDay({ columns, numbersOf }: DayColumns, hours: readonly HourRow[], breath: Breath): Promise<Buffer> {
  const values = new Float64Array(columns * HOURS).fill(Number.NaN);
  for (const hour of hours) {
    const point = hour.hour.getUTCHours();
    numbersOf(hour).forEach((value, column) => {
      if (column < columns) values[column * HOURS + point] = value;
    });
    await breath.take();
  }
  return packWithBreath({ columns, points: HOURS, values }, breath);
}
