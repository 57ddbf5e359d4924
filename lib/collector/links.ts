import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import { clusterConnector } from '#lib/kafka/connect/connector.ts';

const PROBE_BACKOFF_MAX_MS = 10_000;

/** Links to a cluster under one client id, so that quotas can be set apart for collecting, browsing and replay. */
export function openLinks(cluster: ClusterConfig, clientId: string): ClusterLinks {
  return new ClusterLinks({
    clientId,
    connector: clusterConnector(cluster),
    bootstrap: cluster.bootstrapBrokers,
    probeBackoffMaxMs: PROBE_BACKOFF_MAX_MS,
  });
}
