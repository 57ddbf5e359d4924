import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';

const nameSchema = z.object({ name: z.string() }).transform(({ name }) => name);

/** The names of the groups of a cluster; ids that are stored alike are one. */
export const groupNames = (sql: Sql, clusterId: number): Promise<string[]> =>
  sql.query('select distinct name from group_now where cluster_id = $1 order by name', [clusterId], nameSchema);

/** The names of the topics of a cluster. */
export const topicNames = (sql: Sql, clusterId: number): Promise<string[]> =>
  sql.query('select name from topic_now where cluster_id = $1 order by name', [clusterId], nameSchema);

/** The names of the groups that have to do with a topic. */
export const groupsOfTopic = (sql: Sql, clusterId: number, topic: string): Promise<string[]> =>
  sql.query(
    `select distinct g.name from subscription_now s
       join topic t on t.id = s.topic_id join group_now g on g.group_id = s.group_id
      where s.cluster_id = $1 and t.name = $2 order by g.name`,
    [clusterId, topic],
    nameSchema,
  );

const idSchema = z.object({ id: z.int() });

/** The id of a topic that is there; null where there is none of that name. */
export async function presentTopicId(sql: Sql, clusterId: number, topic: string): Promise<number | null> {
  const [row] = await sql.query(
    'select topic_id as id from topic_now where cluster_id = $1 and name = $2',
    [clusterId, topic],
    idSchema,
  );
  return row?.id ?? null;
}

const versionSchema = z.object({ version: z.string().nullable() });

/** The version of Kafka that a cluster runs; null while it is not known. */
export async function kafkaVersionOf(sql: Sql, clusterId: number): Promise<string | null> {
  const [row] = await sql.query(
    'select kafka_version as version from cluster_now where cluster_id = $1',
    [clusterId],
    versionSchema,
  );
  return row?.version ?? null;
}
