import { z } from 'zod';
import { controllerSchema } from '#lib/api/schemas/brokers.ts';
import type { ClusterOverview } from '#lib/api/schemas/clusters.ts';
import type { Sql } from '#lib/db/database.ts';
import { REPLICATION_STATES } from '#lib/replication/state.ts';
import { brokerList } from './broker-list.ts';
import type { ClusterIdentity, ConfiguredCluster } from './cluster-identity.ts';
import { clusterRow } from './cluster-rows.ts';
import type { StalenessLimits } from './freshness.ts';
import { GROUP_ORDERS } from './group-orders.ts';
import { GROUP_ROW_COLUMNS, groupRowColumns, toGroupRow } from './group-row.ts';
import { orderBy } from './keyset.ts';
import { TOPIC_ORDERS } from './topic-orders.ts';
import { TOPIC_ROW_COLUMNS, topicRowColumns, toTopicRow } from './topic-row.ts';

const MOST_ROWS = 12;
const CALM_TOPIC = REPLICATION_STATES.indexOf('ok');

const engineSchema = z.object({
  controller: controllerSchema.nullable(),
  duration_ms: z.number().nullable(),
  phases: z.record(z.string(), z.number()).nullable(),
  requests: z.int().nullable(),
  skipped_polls: z.int().nullable(),
  late_ms: z.number().nullable(),
  throttle_ms: z.number().nullable(),
  started_at_ms: z.number().nullable(),
});

const ENGINE_SQL = `
  select controller, (health->>'durationMs')::float8 as duration_ms, health->'phases' as phases,
         (health->>'requests')::int as requests, (health->>'skippedPolls')::int as skipped_polls,
         (health->>'lateMs')::float8 as late_ms, (health->>'throttleMs')::float8 as throttle_ms,
         (health->>'startedAtMs')::float8 as started_at_ms
    from cluster_now where cluster_id = $1`;

/** The first screen of one cluster. */
export async function clusterOverview(
  sql: Sql,
  cluster: ConfiguredCluster,
  { id, pollId }: ClusterIdentity,
  now: Date,
  limits: StalenessLimits,
): Promise<ClusterOverview> {
  const [engine] = id === null ? [] : await sql.query(ENGINE_SQL, [id], engineSchema);
  return {
    ...(await clusterRow(sql, cluster, now, limits)),
    controller: engine?.controller ?? null,
    brokerList: id === null ? [] : await brokerList(sql, id),
    worstGroups: id === null ? [] : await worstGroups(sql, id),
    topicsInDanger: id === null ? [] : await topicsInDanger(sql, id),
    engine: {
      pollId,
      durationMs: engine?.duration_ms ?? null,
      phases: engine?.phases ?? {},
      requests: engine?.requests ?? null,
      skippedPolls: engine?.skipped_polls ?? 0,
      lateMs: engine?.late_ms ?? null,
      throttleMs: engine?.throttle_ms ?? null,
      startedAt: engine?.started_at_ms == null ? null : new Date(engine.started_at_ms).toISOString(),
    },
  };
}

async function worstGroups(sql: Sql, clusterId: number): Promise<ClusterOverview['worstGroups']> {
  const rows = await sql.query(
    `select ${GROUP_ROW_COLUMNS} from group_now where cluster_id = $1 ${orderBy(GROUP_ORDERS.danger)} limit $2`,
    [clusterId, MOST_ROWS],
    groupRowColumns,
  );
  return rows.map(toGroupRow);
}

async function topicsInDanger(sql: Sql, clusterId: number): Promise<ClusterOverview['topicsInDanger']> {
  const rows = await sql.query(
    `select ${TOPIC_ROW_COLUMNS} from topic_now where cluster_id = $1 and worst_rank < $2
      ${orderBy(TOPIC_ORDERS.danger)} limit $3`,
    [clusterId, CALM_TOPIC, MOST_ROWS],
    topicRowColumns,
  );
  return rows.map(toTopicRow);
}
