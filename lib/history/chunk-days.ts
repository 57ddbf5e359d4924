import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { DAY_MS } from './hours.ts';
import { type Span, SUBSCRIPTION_CHUNK, TOPIC_CHUNK } from './partition-spans.ts';
import { partitionsOf } from './partitions.ts';

/** The tables whose days the level of hours takes over. */
export const CHUNK_TABLES = [TOPIC_CHUNK, SUBSCRIPTION_CHUNK] as const;

/**
 * How much longer a day of chunks stays that the level of hours has not: nobody rolls the last day of a cluster that is
 * polled no more, and a collector that was away for some days still will.
 */
const UNROLLED_EXTRA_MS = 7 * DAY_MS;

/** Of days of chunks that are past their time since `beforeMs`, those whose loss takes nothing from the level of hours. */
export async function droppableDays(sql: Sql, days: readonly Span[], beforeMs: number): Promise<Span[]> {
  const droppable: Span[] = [];
  for (const day of days) {
    if (day.toMs <= beforeMs - UNROLLED_EXTRA_MS || (await isRolled(sql, day))) droppable.push(day);
  }
  return droppable;
}

const rolledSchema = z.object({ rolled: z.boolean() });

/** True where every cluster with sealed hours in a day has it in the level of hours. */
async function isRolled(sql: Sql, { fromMs, toMs }: Span): Promise<boolean> {
  const [row] = await sql.query(
    `select not exists (
       select from sealed_hour h where h.hour >= $1 and h.hour < $2
          and not exists (select from rolled_day r where r.cluster_id = h.cluster_id and r.day = $1)) as rolled`,
    [new Date(fromMs), new Date(toMs)],
    rolledSchema,
  );
  return row?.rolled ?? false;
}

/** Starts of the days whose chunks are all there. */
export async function chunkDays(sql: Sql): Promise<Set<number>> {
  const [topics = [], subscriptions = []] = await Promise.all(CHUNK_TABLES.map((table) => partitionsOf(sql, table)));
  const ofTopics = new Set(topics.map(({ fromMs }) => fromMs));
  return new Set(subscriptions.map(({ fromMs }) => fromMs).filter((dayMs) => ofTopics.has(dayMs)));
}
