import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';

const DEFAULT_INTERVAL_MS = 10_000;

const intervalSchema = z.object({ intervalMs: z.number() });

/** The poll interval of a cluster, as its newest poll states it. */
export async function pollInterval(sql: Sql, clusterId: number): Promise<number> {
  const [row] = await sql.query(
    `select (health->>'intervalMs')::float8 as "intervalMs" from cluster_now where cluster_id = $1`,
    [clusterId],
    intervalSchema,
  );
  return row?.intervalMs ?? DEFAULT_INTERVAL_MS;
}
