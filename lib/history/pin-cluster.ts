import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { readKafkaClusterId } from './now/cluster.ts';

/** Another cluster that answers under the name. */
export interface ForeignCluster {
  id: string;
  since: string | null;
  /** Who decided last that it is not the right one, and when; null where nobody did since it answers. */
  kept: { by: string; at: string } | null;
}

/** What is known of the Kafka cluster behind a name. */
export interface PinnedIdentity {
  /** The one that the name is pinned to; null before the first contact. */
  pinned: string | null;
  /** The one that answers in its place, and since when; null where the right one does, or none. */
  foreign: ForeignCluster | null;
}

/** Code of the failure that stands while another cluster answers. */
const CLUSTER_ID_CHANGED = 'CLUSTER_ID_CHANGED';
const foreignSchema = z
  .object({
    id: z.string(),
    sinceMs: z.number().nullable(),
    keptBy: z.string().nullable(),
    keptAt: z.date().nullable(),
  })
  .transform(({ id, sinceMs, keptBy, keptAt }): ForeignCluster => {
    const since = sinceMs === null ? null : new Date(sinceMs).toISOString();
    return { id, since, kept: keptBy === null || keptAt === null ? null : { by: keptBy, at: keptAt.toISOString() } };
  });

/** Which Kafka cluster the name is pinned to, and whether another answers. */
export async function readIdentity(sql: Sql, clusterId: number): Promise<PinnedIdentity> {
  const [foreign] = await sql.query(
    `select e.data->>'to' as id, (f->>'sinceMs')::float8 as "sinceMs", k.data->>'by' as "keptBy", k.at as "keptAt"
       from cluster_now n
      cross join lateral jsonb_array_elements(n.failures) f
      cross join lateral (select at, data from event where cluster_id = n.cluster_id and kind = 'cluster-id-changed'
                           order by at desc, ordinal desc limit 1) e
       left join lateral (select at, data from event
                           where cluster_id = n.cluster_id and kind = 'cluster-id-kept' and at >= e.at
                             and data->>'to' = e.data->>'to'
                           order by at desc, ordinal desc limit 1) k on true
      where n.cluster_id = $1 and f->>'code' = $2`,
    [clusterId, CLUSTER_ID_CHANGED],
    foreignSchema,
  );
  return { pinned: await readKafkaClusterId(sql, clusterId), foreign: foreign ?? null };
}

/**
 * Pins the name to the cluster that answers in place of the one it was pinned to, inside a transaction; false where that has changed
 * meanwhile, and nothing is done. What was known of the present is of the other cluster and goes; the history of both stays.
 */
export async function pinCluster(
  sql: Sql,
  clusterId: number,
  { from, to }: { from: string; to: string },
): Promise<boolean> {
  const { foreign } = await lockedIdentity(sql, clusterId);
  if (foreign?.id !== to) return false;
  const pinned = await sql.execute('update cluster set kafka_cluster_id = $3 where id = $1 and kafka_cluster_id = $2', [
    clusterId,
    from,
    to,
  ]);
  if (pinned === 0) return false;
  for (const table of ['subscription_now', 'group_now', 'topic_now', 'broker_now']) {
    await sql.execute(`delete from ${table} where cluster_id = $1`, [clusterId]);
  }
  await sql.execute(
    `update cluster_now set observed_at = null, kafka_version = null, controller = null, features = null, failures = '[]'
      where cluster_id = $1`,
    [clusterId],
  );
  return true;
}

async function lockedIdentity(sql: Sql, clusterId: number): Promise<PinnedIdentity> {
  await sql.execute('select 1 from cluster_now where cluster_id = $1 for update', [clusterId]);
  return readIdentity(sql, clusterId);
}
