import type { ClusterRow } from '#lib/api/schemas/clusters.ts';

/** A cluster in which nothing is remarkable, read at this instant, for tests. */
export function calmCluster(observedAtMs = Date.now()): ClusterRow {
  return {
    name: 'prod-eu',
    observedAt: new Date(observedAtMs).toISOString(),
    stale: false,
    kafkaClusterId: null,
    intervalMs: 10_000,
    staleAfterMs: 30_000,
    reachable: true,
    kafkaVersion: null,
    brokers: { total: 3, up: 3, unreachable: 0, down: 0 },
    topics: 1,
    partitions: 1,
    groups: 1,
    groupsByStatus: {},
    groupsBySeverity: { error: 0, warn: 0, calm: 0 },
    replication: { offline: 0, underMinIsr: 0, atMinIsr: 0, underReplicated: 0, reassigning: 0, notPreferred: 0 },
    firing: 0,
    failures: [],
  };
}
