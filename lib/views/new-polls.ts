import { z } from 'zod';
import type { PollEvent } from '#lib/api/schemas/stream.ts';
import type { Sql } from '#lib/db/database.ts';
import { instantColumn } from './stored-values.ts';

const rowSchema = z
  .object({
    name: z.string(),
    poll_id: z.bigint(),
    observed_at: instantColumn.nullable(),
    reachable: z.boolean(),
    groups: z.int(),
    topics: z.int(),
  })
  .transform(
    (row): PollEvent => ({
      cluster: row.name,
      pollId: Number(row.poll_id),
      observedAt: row.observed_at,
      failed: !row.reachable,
      groups: row.groups,
      topics: row.topics,
      incidents: 0,
    }),
  );

/**
 * A poll writes everything in one transaction and only rows that differ, so the rows it changed are those with the xmin
 * (writing transaction) of the cluster's own row.
 */
const SQL = `
  select c.name, n.poll_id, n.observed_at, n.reachable,
         (select count(*)::int from group_now g where g.cluster_id = n.cluster_id and g.xmin = n.xmin) as groups,
         (select count(*)::int from topic_now t where t.cluster_id = n.cluster_id and t.xmin = n.xmin) as topics
    from unnest($1::text[], $2::int8[]) as known(name, poll_id)
    join cluster c on c.name = known.name
    join cluster_now n on n.cluster_id = c.id
   where n.poll_id is distinct from known.poll_id`;

/** The newest poll of each of these clusters, where it is not the one that is known already. */
export async function newPolls(sql: Sql, known: ReadonlyMap<string, number | null>): Promise<PollEvent[]> {
  return sql.query(SQL, [[...known.keys()], [...known.values()]], rowSchema);
}
