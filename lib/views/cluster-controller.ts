import { z } from 'zod';
import { controllerSchema } from '#lib/api/schemas/brokers.ts';
import type { Sql } from '#lib/db/database.ts';

/** The controller as the newest poll saw it; null when it could not be read or there was no poll. */
export async function clusterController(
  sql: Sql,
  clusterId: number,
): Promise<z.output<typeof controllerSchema> | null> {
  const [row] = await sql.query(
    'select controller from cluster_now where cluster_id = $1',
    [clusterId],
    z.object({ controller: controllerSchema.nullable() }),
  );
  return row?.controller ?? null;
}
