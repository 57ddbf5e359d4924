import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { packedChunk } from '../chunk/chunk.ts';
import { dayOf, HOUR_MS } from '../hours.ts';
import type { Seat } from '../seats.ts';

/** Chunks of one series in one hour or day, in the order of the table's columns. */
export interface ChunkRow {
  id: number;
  partitions: number;
  chunks: readonly Buffer[];
}

export interface ChunkTable {
  name: string;
  id: string;
  /** The hour or day that a row is of. */
  time: string;
  chunks: readonly [string, ...string[]];
}

export const TOPIC_CHUNKS: ChunkTable = {
  name: 'topic_chunk',
  id: 'topic_id',
  time: 'hour',
  chunks: ['log_start', 'high', 'open', 'hour_stats'],
};
export const SUBSCRIPTION_CHUNKS: ChunkTable = {
  name: 'subscription_chunk',
  id: 'subscription_id',
  time: 'hour',
  chunks: ['committed', 'total', 'hour_stats'],
};
export const TOPIC_DAYS: ChunkTable = { name: 'topic_hours', id: 'topic_id', time: 'day', chunks: ['stats'] };
export const SUBSCRIPTION_DAYS: ChunkTable = {
  name: 'subscription_hours',
  id: 'subscription_id',
  time: 'day',
  chunks: ['lag', 'total'],
};

/** Marks an hour as sealed; false where it is already, also by somebody at work now, once he is done. */
export async function markSealed(sql: Sql, clusterId: number, hourMs: number, atMs: Float64Array): Promise<boolean> {
  const pollMs = packedChunk({ columns: 1, points: atMs.length, values: atMs.map((at) => at - hourMs) });
  const inserted = await sql.execute(
    'insert into sealed_hour (cluster_id, hour, polls, poll_ms) values ($1, $2, $3, $4) on conflict do nothing',
    [clusterId, new Date(hourMs), atMs.length, pollMs],
  );
  return inserted === 1;
}

/** Notes when an hour was sealed: for the last statement before the commit, as readers count from when they can see it. */
export async function noteSealed(sql: Sql, clusterId: number, hourMs: number): Promise<void> {
  await sql.execute('update sealed_hour set sealed_at = clock_timestamp() where cluster_id = $1 and hour = $2', [
    clusterId,
    new Date(hourMs),
  ]);
}

/**
 * Inserts rows with all their chunks in one binary parameter, cut apart by the database: an array of bytea would travel as
 * text of twice the size.
 */
export async function insertChunks(
  sql: Sql,
  { name, id, time, chunks }: ChunkTable,
  fromMs: number,
  rows: readonly ChunkRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const bytes = Buffer.concat(rows.flatMap((row) => row.chunks));
  const ends: number[][] = chunks.map(() => []);
  let end = 0;
  for (const row of rows) {
    row.chunks.forEach((chunk, column) => {
      end += chunk.length;
      ends[column]?.push(end);
    });
  }
  const begins = rows.map((_, index) => ends.at(-1)?.[index - 1] ?? 0);
  const edges = ['begin', ...chunks];
  const cuts = chunks.map(
    (column, nth) => `substring($1::bytea from r.${edges[nth]} + 1 for r.${column} - r.${edges[nth]})`,
  );
  const arrays = edges.map((_, nth) => `$${5 + nth}::int4[]`);
  await sql.execute(
    `insert into ${name} (${id}, ${time}, partitions, ${chunks.join(', ')})
     select r.id, $2, r.partitions, ${cuts.join(', ')}
       from unnest($3::int4[], $4::int4[], ${arrays.join(', ')}) as r(id, partitions, ${edges.join(', ')})`,
    [bytes, new Date(fromMs), rows.map((row) => row.id), rows.map((row) => row.partitions), begins, ...ends],
  );
}

const countSchema = z.object({ polls: z.bigint() });

/** How many polls an hour has. */
export async function countPolls(sql: Sql, clusterId: number, hourMs: number): Promise<number> {
  const [row] = await sql.query(
    'select count(*) as polls from poll where cluster_id = $1 and at >= $2 and at < $3',
    [clusterId, new Date(hourMs), new Date(hourMs + HOUR_MS)],
    countSchema,
  );
  return Number(row?.polls ?? 0n);
}

/** Notes on these topics and subscriptions that they have chunks of this day. */
export async function noteSealedDay(
  sql: Sql,
  hourMs: number,
  { topics, subscriptions }: { topics: readonly number[]; subscriptions: readonly number[] },
): Promise<void> {
  const day = new Date(dayOf(hourMs));
  for (const [table, ids] of [
    ['topic', topics],
    ['subscription', subscriptions],
  ] as const) {
    await sql.execute(
      `update ${table} set sealed_day = $1 where id = any($2::int4[]) and (sealed_day is null or sealed_day < $1)`,
      [day, ids],
    );
  }
}

const parentSchema = z.object({ id: z.int(), topicId: z.int() });

/** The topic of each of these subscriptions. */
export async function topicsOfSubscriptions(sql: Sql, ids: readonly number[]): Promise<Map<number, number>> {
  const rows = await sql.query(
    'select id, topic_id as "topicId" from subscription where id = any($1::int4[])',
    [ids],
    parentSchema,
  );
  return new Map(rows.map(({ id, topicId }) => [id, topicId]));
}

const hourSchema = z.object({ hour: z.date() });

/** Hours of a cluster with polls that are not sealed, older than the hour of its newest poll; oldest first. */
export async function hoursToSeal(sql: Sql, clusterId: number): Promise<number[]> {
  const rows = await sql.query(
    `with recursive unsealed as (
       select date_trunc('hour', min(at), 'UTC') as hour from poll where cluster_id = $1
       union all
       select (select date_trunc('hour', min(at), 'UTC') from poll where cluster_id = $1 and at >= u.hour + interval '1 hour')
         from unsealed u where u.hour is not null)
     select u.hour from unsealed u
      where u.hour < date_trunc('hour', (select max(at) from poll where cluster_id = $1), 'UTC')
        and not exists (select from sealed_hour s where s.cluster_id = $1 and s.hour = u.hour)
      order by 1`,
    [clusterId],
    hourSchema,
  );
  return rows.map(({ hour }) => hour.getTime());
}

/** Series in the order in which they sit, at most about `slots` of them in one batch. */
export function batchesOf(seats: readonly Seat[], slots: number): Seat[][] {
  const first = new Map<number, Seat>();
  for (const seat of [...seats].sort((a, b) => a.first - b.first)) {
    if (!first.has(seat.seriesId)) first.set(seat.seriesId, seat);
  }
  return batchesOfSlots([...first.values()], slots);
}

/** Series in their order, at most about `slots` partitions of them in one batch; each counts as `least` of them or more. */
export function batchesOfSlots<Wide extends { partitions: number }>(
  series: readonly Wide[],
  slots: number,
  least = 0,
): Wide[][] {
  const batches: Wide[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const one of series) {
    const width = Math.max(least, one.partitions);
    if (size + width > slots) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(one);
    size += width;
  }
  return batches;
}
