import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';

const rowSchema = z.object({ at: z.date().nullable() });

/** The oldest poll of a cluster in the history; null while there is none. Before it nothing is missing. */
export async function historyBegin(sql: Sql, clusterId: number): Promise<Date | null> {
  const [row] = await sql.query('select min(at) as at from poll where cluster_id = $1', [clusterId], rowSchema);
  return row?.at ?? null;
}
