import { z } from 'zod';
import type { ClusterSettings } from '#lib/api/schemas/settings.ts';
import { formatBrokerAddress } from '#lib/config/broker-address.ts';
import type { Sql } from '#lib/db/database.ts';
import { readIdentity } from '#lib/history/pin-cluster.ts';
import { featuresJson } from '#lib/history/stored-json.ts';
import type { ConfiguredCluster } from './cluster-identity.ts';
import { featuresNow } from './cluster-overview.ts';
import { clusterRows } from './cluster-rows.ts';
import type { StalenessLimits } from './freshness.ts';
import { lackingPermissions } from './lacking-permissions.ts';

const rowSchema = z.object({ id: z.int(), name: z.string(), features: featuresJson.nullable() });

/** The configured clusters, in their order: how they are reached, what they offer, and what stands in the way. */
export async function clusterSettings(
  sql: Sql,
  clusters: readonly ConfiguredCluster[],
  now: Date,
  limits: StalenessLimits,
): Promise<ClusterSettings[]> {
  const rows = await clusterRows(sql, clusters, now, limits);
  const heads = await sql.query(
    `select c.id, c.name, n.features from cluster c left join cluster_now n on n.cluster_id = c.id where c.name = any($1)`,
    [clusters.map(({ name }) => name)],
    rowSchema,
  );
  const settings: ClusterSettings[] = [];
  for (const [at, cluster] of clusters.entries()) {
    const row = rows[at];
    if (row === undefined) continue;
    const head = heads.find(({ name }) => name === cluster.name);
    const bootstrap = cluster.bootstrapBrokers.map(formatBrokerAddress);
    const { observedAt, stale, name, intervalMs, staleAfterMs, reachable, kafkaVersion, brokers, failures } = row;
    settings.push({
      observedAt,
      stale,
      name,
      intervalMs,
      staleAfterMs,
      reachable,
      kafkaVersion,
      brokers,
      failures,
      bootstrap,
      readOnly: cluster.readOnly,
      protected: cluster.protected,
      features: featuresNow(head?.features ?? null),
      identity: head === undefined ? { pinned: null, foreign: null } : await readIdentity(sql, head.id),
      permissions: lackingPermissions(failures, bootstrap[0]),
    });
  }
  return settings;
}
