import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { chunkDays } from '../chunk-days.ts';
import { SUBSCRIPTION_HOURS } from '../partition-spans.ts';
import { partitionsOf } from '../partitions.ts';
import { sealedHoursBetween } from './sealed-hours.ts';

const rowSchema = z.object({ at: z.date().nullable(), sealed: z.date().nullable() });

/** The oldest poll of a cluster of which something is left; null while there is none. Before it nothing is missing. */
export async function historyBegin(sql: Sql, clusterId: number): Promise<Date | null> {
  const polls = firstOf([...(await chunkDays(sql))]);
  const hours = firstOf((await partitionsOf(sql, SUBSCRIPTION_HOURS)).map(({ fromMs }) => fromMs));
  // That an hour was sealed is known for longer than what it was sealed into is kept.
  const [row] = await sql.query(
    `select (select min(at) from poll where cluster_id = $1) as at,
            (select h.hour from sealed_hour h
              where h.cluster_id = $1
                and (h.hour >= $2 or h.hour >= $3 and exists (
                  select from rolled_day r where r.cluster_id = $1 and r.day = date_trunc('day', h.hour, 'UTC')))
              order by h.hour limit 1) as sealed`,
    [clusterId, polls, hours],
    rowSchema,
  );
  const { at = null, sealed = null } = row ?? {};
  if (sealed === null || (at !== null && at < sealed)) return at;
  const fromMs = sealed.getTime();
  const [oldest] = await sealedHoursBetween(sql, { clusterId, fromMs, toMs: fromMs + 1 });
  return new Date(oldest?.atMs[0] ?? fromMs);
}

function firstOf(begins: readonly number[]): Date | null {
  return begins.length === 0 ? null : new Date(Math.min(...begins));
}
