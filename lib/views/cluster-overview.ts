import { z } from 'zod';
import { controllerSchema } from '#lib/api/schemas/brokers.ts';
import type { ClusterOverview } from '#lib/api/schemas/clusters.ts';
import type { Sql } from '#lib/db/database.ts';
import { featuresJson } from '#lib/history/stored-json.ts';
import { featuresWhere } from '#lib/kafka/features.ts';
import { CALM_REPLICATION_RANK } from '#lib/replication/state.ts';
import { brokerList } from './broker-list.ts';
import type { ClusterIdentity, ConfiguredCluster } from './cluster-identity.ts';
import { clusterRow } from './cluster-rows.ts';
import { ENGINE_COLUMNS, engineColumns, engineHealth } from './engine-health.ts';
import type { StalenessLimits } from './freshness.ts';
import { GROUP_ORDERS } from './group-orders.ts';
import { GROUP_ROW_COLUMNS, groupRowColumns, toGroupRow } from './group-row.ts';
import { orderBy } from './keyset.ts';
import { TOPIC_ORDERS } from './topic-orders.ts';
import { TOPIC_ROW_COLUMNS, topicRowColumns, toTopicRow } from './topic-row.ts';

const MOST_ROWS = 12;

const headSchema = engineColumns.extend({
  controller: controllerSchema.nullable(),
  features: featuresJson.nullable(),
});

const HEAD_SQL = `select controller, features, ${ENGINE_COLUMNS} from cluster_now where cluster_id = $1`;

/** The first screen of one cluster. */
export async function clusterOverview(
  sql: Sql,
  cluster: ConfiguredCluster,
  { id, pollId }: ClusterIdentity,
  now: Date,
  limits: StalenessLimits,
): Promise<ClusterOverview> {
  const [head] = id === null ? [] : await sql.query(HEAD_SQL, [id], headSchema);
  return {
    ...(await clusterRow(sql, cluster, now, limits)),
    controller: head?.controller ?? null,
    features: featuresNow(head?.features ?? null),
    brokerList: id === null ? [] : await brokerList(sql, id),
    dataLoss: id === null ? { groups: 0, notBefore: null } : await dataLoss(sql, id),
    parkedDeliveries: await parkedDeliveries(sql, cluster.name),
    worstGroups: id === null ? [] : await worstGroups(sql, id),
    topicsInDanger: id === null ? [] : await topicsInDanger(sql, id),
    engine: engineHealth(pollId, head),
  };
}

/** A feature that the poll did not know yet is not offered. */
export function featuresNow(stored: z.output<typeof featuresJson> | null): ClusterOverview['features'] {
  return stored && featuresWhere((feature) => stored[feature] === true);
}

const dataLossSchema = z.object({ groups: z.int(), not_before: z.number().nullable() });

async function dataLoss(sql: Sql, clusterId: number): Promise<ClusterOverview['dataLoss']> {
  const [row] = await sql.query(
    `select count(*)::int4 as groups, min((loss->>'notBeforeMs')::float8) as not_before
       from group_now where cluster_id = $1 and (loss->>'isThreatened')::bool`,
    [clusterId],
    dataLossSchema,
  );
  const { groups = 0, not_before = null } = row ?? {};
  return { groups, notBefore: not_before === null ? null : new Date(not_before).toISOString() };
}

const parkedSchema = z.object({ parked: z.int() });
const MOST_PARKED = 1_000;

/** Notices name their cluster. */
async function parkedDeliveries(sql: Sql, cluster: string): Promise<number> {
  const [row] = await sql.query(
    `select count(*)::int4 as parked
       from (select 1 from delivery where state = 'parked' and notice ->> 'cluster' = $1 limit $2) counted`,
    [cluster, MOST_PARKED],
    parkedSchema,
  );
  return row?.parked ?? 0;
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
    [clusterId, CALM_REPLICATION_RANK, MOST_ROWS],
    topicRowColumns,
  );
  return rows.map(toTopicRow);
}
