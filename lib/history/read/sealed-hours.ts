import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { unpackChunk } from '../chunk/chunk.ts';
import { HOUR_MS } from '../hours.ts';

/** An hour whose polls became chunks. */
export interface SealedHour {
  hourMs: number;
  /** Instants of its polls, ascending. */
  atMs: Float64Array;
}

const rowSchema = z.object({ hour: z.date(), pollMs: z.instanceof(Buffer) });

/** The sealed hours of a cluster that may have polls in [fromMs, toMs), oldest first. */
export async function sealedHoursBetween(
  sql: Sql,
  { clusterId, fromMs, toMs }: { clusterId: number; fromMs: number; toMs: number },
): Promise<SealedHour[]> {
  const rows = await sql.query(
    `select hour, poll_ms as "pollMs" from sealed_hour where cluster_id = $1 and hour > $2 and hour < $3 order by hour`,
    [clusterId, new Date(fromMs - HOUR_MS), new Date(toMs)],
    rowSchema,
  );
  return rows.map(({ hour, pollMs }) => {
    const hourMs = hour.getTime();
    return { hourMs, atMs: unpackChunk(pollMs).values.map((ms) => hourMs + ms) };
  });
}
