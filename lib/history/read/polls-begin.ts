import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { SUBSCRIPTION_CHUNK } from '../partition-spans.ts';
import { partitionsOf } from '../partitions.ts';
import { historyBegin } from './begin.ts';

const rowSchema = z.object({ sealed: z.date().nullable(), at: z.date().nullable() });

/**
 * From when on every poll of a cluster is kept, for what the level of hours does not have; null while there is none. Later than
 * historyBegin once days of polls are gone.
 */
export async function pollsBegin(sql: Sql, clusterId: number): Promise<Date | null> {
  const begin = await historyBegin(sql, clusterId);
  const oldestMs = Math.min(...(await partitionsOf(sql, SUBSCRIPTION_CHUNK)).map(({ fromMs }) => fromMs));
  if (begin === null || begin.getTime() >= oldestMs) return begin;
  const [row] = await sql.query(
    `select (select min(hour) from sealed_hour where cluster_id = $1 and hour >= $2) as sealed,
            (select min(at) from poll where cluster_id = $1) as at`,
    [clusterId, new Date(Number.isFinite(oldestMs) ? oldestMs : 8.64e15)],
    rowSchema,
  );
  const { sealed = null, at = null } = row ?? {};
  return sealed !== null && (at === null || sealed < at) ? sealed : at;
}
