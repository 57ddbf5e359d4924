import { z } from 'zod';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import type { Sql } from '#lib/db/database.ts';
import { severityOfRank } from '#lib/lag/status/status.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import type { ConfiguredCluster } from './cluster-identity.ts';
import { freshness, type StalenessLimits } from './freshness.ts';
import { statusColumn } from './status-columns.ts';
import { failureColumn } from './stored-values.ts';

const MOST_FAILURES = 20;

/** Parameter: $1 names. Every sum is over one cluster's rows of one table, so nothing multiplies. */
const SQL = `
  select c.name, c.kafka_cluster_id, n.observed_at, (n.health->>'intervalMs')::int as interval_ms, n.reachable,
         n.kafka_version, n.failures, b.brokers, t.topics, g.groups, i.firing
    from cluster c
    join cluster_now n on n.cluster_id = c.id
   cross join lateral (
     select json_build_object('total', count(*), 'up', count(*) filter (where state = 'up'),
              'unreachable', count(*) filter (where state = 'unreachable'), 'down', count(*) filter (where state = 'down')) as brokers
       from broker_now where cluster_id = c.id) b
   cross join lateral (
     select json_build_object('topics', count(*), 'partitions', coalesce(sum(partitions), 0), 'offline', coalesce(sum(offline), 0),
              'underMinIsr', coalesce(sum(under_min_isr), 0), 'atMinIsr', coalesce(sum(at_min_isr), 0),
              'underReplicated', coalesce(sum(under_replicated), 0), 'reassigning', coalesce(sum(reassigning), 0),
              'notPreferred', coalesce(sum(not_preferred), 0)) as topics
       from topic_now where cluster_id = c.id) t
   cross join lateral (
     select coalesce(json_agg(json_build_object('status', status, 'rank', danger_rank, 'count', count)), '[]') as groups
       from (select status, danger_rank, count(*) as count from group_now where cluster_id = c.id
              group by status, danger_rank) by_status) g
   cross join lateral (
     select count(*)::int4 as firing from incident where cluster_id = c.id and resolved_at is null) i
   where c.name = any($1)`;

const rowSchema = z.object({
  name: z.string(),
  kafka_cluster_id: z.string().nullable(),
  observed_at: z.date().nullable(),
  interval_ms: z.int().nullable(),
  reachable: z.boolean(),
  kafka_version: z.string().nullable(),
  failures: z.array(failureColumn),
  brokers: z.object({ total: z.int(), up: z.int(), unreachable: z.int(), down: z.int() }),
  topics: z.object({
    topics: z.int(),
    partitions: z.int(),
    offline: z.int(),
    underMinIsr: z.int(),
    atMinIsr: z.int(),
    underReplicated: z.int(),
    reassigning: z.int(),
    notPreferred: z.int(),
  }),
  firing: z.int(),
  groups: z.array(z.object({ status: statusColumn, rank: z.int().nullable(), count: z.int() })),
});
type Row = z.output<typeof rowSchema>;

/** One row for each configured cluster, in their order; one that was never polled has an empty row. */
export async function clusterRows(
  sql: Sql,
  clusters: readonly ConfiguredCluster[],
  now: Date,
  limits: StalenessLimits,
): Promise<ClusterRow[]> {
  const rows = await readRows(sql, clusters);
  return clusters.map((cluster) => toClusterRow(rows.get(cluster.name), cluster, now, limits));
}

/** The row of one configured cluster. */
export async function clusterRow(
  sql: Sql,
  cluster: ConfiguredCluster,
  now: Date,
  limits: StalenessLimits,
): Promise<ClusterRow> {
  const rows = await readRows(sql, [cluster]);
  return toClusterRow(rows.get(cluster.name), cluster, now, limits);
}

async function readRows(sql: Sql, clusters: readonly ConfiguredCluster[]): Promise<Map<string, Row>> {
  const rows = await sql.query(SQL, [clusters.map(({ name }) => name)], rowSchema);
  return new Map(rows.map((row) => [row.name, row]));
}

function toClusterRow(
  row: Row | undefined,
  cluster: ConfiguredCluster,
  now: Date,
  limits: StalenessLimits,
): ClusterRow {
  if (row === undefined) return neverPolled(cluster, limits);
  const intervalMs = row.interval_ms ?? cluster.pollIntervalMs;
  const { topics, partitions, ...replication } = row.topics;
  return {
    ...freshness(row.observed_at, intervalMs, now, limits),
    name: row.name,
    kafkaClusterId: row.kafka_cluster_id,
    intervalMs,
    staleAfterMs: threePollsMs(intervalMs, limits.patienceMs),
    reachable: row.reachable,
    kafkaVersion: row.kafka_version,
    brokers: row.brokers,
    topics,
    partitions,
    groups: row.groups.reduce((sum, { count }) => sum + count, 0),
    ...groupCounts(row.groups),
    replication,
    firing: row.firing,
    failures: row.failures.slice(0, MOST_FAILURES),
  };
}

/** Groups counted by status and by what it asks for; those without a status are in neither. */
function groupCounts(groups: Row['groups']): Pick<ClusterRow, 'groupsByStatus' | 'groupsBySeverity'> {
  const groupsByStatus: ClusterRow['groupsByStatus'] = {};
  const groupsBySeverity = { error: 0, warn: 0, calm: 0 };
  for (const { status, rank, count } of groups) {
    if (status === null || rank === null) continue;
    groupsByStatus[status] = (groupsByStatus[status] ?? 0) + count;
    groupsBySeverity[severityOfRank(rank)] += count;
  }
  return { groupsByStatus, groupsBySeverity };
}

function neverPolled(cluster: ConfiguredCluster, limits: StalenessLimits): ClusterRow {
  return {
    observedAt: null,
    stale: true,
    name: cluster.name,
    kafkaClusterId: null,
    intervalMs: cluster.pollIntervalMs,
    staleAfterMs: threePollsMs(cluster.pollIntervalMs, limits.patienceMs),
    // No poll has failed yet either.
    reachable: true,
    kafkaVersion: null,
    brokers: { total: 0, up: 0, unreachable: 0, down: 0 },
    topics: 0,
    partitions: 0,
    groups: 0,
    groupsByStatus: {},
    groupsBySeverity: { error: 0, warn: 0, calm: 0 },
    replication: { offline: 0, underMinIsr: 0, atMinIsr: 0, underReplicated: 0, reassigning: 0, notPreferred: 0 },
    firing: 0,
    failures: [],
  };
}
