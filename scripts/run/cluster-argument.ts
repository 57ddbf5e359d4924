import { z } from 'zod';
import type { Config } from '#lib/config/load.ts';
import type { Sql } from '#lib/db/database.ts';
import { Problem } from '../bootstrap/problem.mjs';

/** What the cluster of the environment is called. */
const DEFAULT_CLUSTER = 'local';

/** The cluster a command is about where it is not told: the only one there is. Throws a Problem that names them. */
export function onlyCluster({ clusters }: Pick<Config, 'clusters'>): string {
  if (clusters.length > 1) {
    throw new Problem(`Name the cluster: --cluster ${clusters.map(({ name }) => name).join(', --cluster ')}.`);
  }
  return clusters[0]?.name ?? DEFAULT_CLUSTER;
}

const idSchema = z.object({ id: z.int() });

/** The id of a cluster by its name; throws a Problem where the database has none. */
export async function clusterIdOf(sql: Sql, cluster: string): Promise<number> {
  const [row] = await sql.query('select id from cluster where name = $1', [cluster], idSchema);
  if (row === undefined) throw new Problem(`No cluster ${JSON.stringify(cluster)} is in this database.`);
  return row.id;
}
