import { z } from 'zod';
import type { BrokerAddress } from '#lib/config/broker-address.ts';
import type { GroupStatusRules } from '#lib/config/status.ts';
import type { Sql } from '#lib/db/database.ts';
import type { StatusRules } from '#lib/lag/status/rules.ts';
import { freshness, type StalenessLimits } from './freshness.ts';

/** A cluster of the configuration, as far as views need it. */
export interface ConfiguredCluster {
  name: string;
  pollIntervalMs: number;
  /** Groups that read with isolation read_committed, as globs of lib/config/name-pattern.ts. */
  readCommittedGroups: readonly string[];
  /** Rates are told over this time, trends too slow for it over the second. */
  rateWindowMs: number;
  trendWindowMs: number;
  /** Causes of a lag are looked for in this time, what is usual in so much before it. */
  causeWindowMs: number;
  usualAfterMs: number;
  /** Thresholds of the statuses of groups, and of those that a pattern names. */
  statusRules: StatusRules;
  statusRulesOfGroups: GroupStatusRules[];
  bootstrapBrokers: readonly BrokerAddress[];
  /** Nothing on the cluster may be changed from here. */
  readOnly: boolean;
  /** Changes ask for the typed name of what they change. */
  protected: boolean;
}

/** What every view of a cluster begins with. `id` is null until the engine has polled it for the first time. */
export interface ClusterIdentity {
  name: string;
  id: number | null;
  pollId: number | null;
  observedAt: string | null;
  stale: boolean;
}

const rowSchema = z.object({
  id: z.int(),
  poll_id: z.bigint().nullable(),
  observed_at: z.date().nullable(),
  interval_ms: z.int().nullable(),
});

/** Id and data age of a cluster. */
export async function clusterIdentity(
  sql: Sql,
  cluster: ConfiguredCluster,
  now: Date,
  limits: StalenessLimits,
): Promise<ClusterIdentity> {
  const [row] = await sql.query(
    `select c.id, n.poll_id, n.observed_at, (n.health->>'intervalMs')::int as interval_ms
       from cluster c left join cluster_now n on n.cluster_id = c.id
      where c.name = $1`,
    [cluster.name],
    rowSchema,
  );
  return {
    name: cluster.name,
    id: row?.id ?? null,
    pollId: row?.poll_id == null ? null : Number(row.poll_id),
    ...freshness(row?.observed_at ?? null, row?.interval_ms ?? cluster.pollIntervalMs, now, limits),
  };
}
