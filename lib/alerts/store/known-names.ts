import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import type { KnownNames } from '../rule-warnings.ts';

/** More names are not held against patterns: by then some match, or nobody would find out by hand either. */
const MOST_NAMES = 20_000;

const groupRow = z.object({ name: z.string(), commitGapMs: z.number().nullable() });
const topicRow = z.object({ name: z.string() });
const brokerRow = z.object({ id: z.int() });

/** The groups and topics that there are now on these clusters; null where nothing was ever read of them. Throws a DatabaseError. */
export async function knownNames(sql: Sql, clusters: readonly string[]): Promise<KnownNames | null> {
  const groups = await sql.query(
    `select g.name, max((s.commit_gaps ->> 'medianMs')::float8) as "commitGapMs"
       from cluster c join group_now g on g.cluster_id = c.id left join subscription_now s on s.group_id = g.group_id
      where c.name = any($1) group by g.group_id, 1 limit $2`,
    [clusters, MOST_NAMES],
    groupRow,
  );
  const topics = await sql.query(
    'select t.name from cluster c join topic_now t on t.cluster_id = c.id where c.name = any($1) limit $2',
    [clusters, MOST_NAMES],
    topicRow,
  );
  return groups.length + topics.length === 0 ? null : { groups, topics: topics.map(({ name }) => name) };
}

/** Ids of the brokers that there are now on these clusters, up or down. Throws a DatabaseError. */
export async function knownBrokers(sql: Sql, clusters: readonly string[]): Promise<number[]> {
  const rows = await sql.query(
    `select distinct b.broker_id as id from cluster c join broker_now b on b.cluster_id = c.id where c.name = any($1)`,
    [clusters],
    brokerRow,
  );
  return rows.map(({ id }) => id);
}
