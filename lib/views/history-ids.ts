import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';

const idSchema = z.object({ id: z.int() });

/** The id of a group in the history, also when the group is gone by now; null when it was never seen. */
export async function groupIdOf(sql: Sql, clusterId: number, name: string): Promise<number | null> {
  const [row] = await sql.query(
    'select id from consumer_group where cluster_id = $1 and name = $2',
    [clusterId, name],
    idSchema,
  );
  return row?.id ?? null;
}

/** The id of the present topic of that name, else of the newest that had it; null when there was none. */
export async function topicIdOf(sql: Sql, clusterId: number, name: string): Promise<number | null> {
  const [row] = await sql.query(
    `select t.id from topic t left join topic_now n on n.topic_id = t.id
      where t.cluster_id = $1 and t.name = $2 order by n.topic_id nulls last, t.id desc limit 1`,
    [clusterId, name],
    idSchema,
  );
  return row?.id ?? null;
}
