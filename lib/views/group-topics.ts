import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';

const topicRow = z.object({ name: z.string() });

/** The topics that a group of a cluster reads now, by name; none of a group that is not there. Throws a DatabaseError. */
export async function topicsReadBy(sql: Sql, cluster: string, group: string): Promise<string[]> {
  const rows = await sql.query(
    `select distinct t.name from cluster c join consumer_group g on g.cluster_id = c.id
       join subscription_now s on s.group_id = g.id join topic t on t.id = s.topic_id
      where c.name = $1 and g.name = $2 order by 1`,
    [cluster, group],
    topicRow,
  );
  return rows.map(({ name }) => name);
}
