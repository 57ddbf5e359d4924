import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import { ClusterLinks } from '#lib/kafka/cluster-links.ts';

const PROBE_BACKOFF_MAX_MS = 10_000;
/** Our own deadlines end requests; the client's only catches what they cannot see. */
const CLIENT_TIMEOUT_FACTOR = 3;

/** Links to a cluster under one client id, so that quotas can be set apart for collecting, browsing and replay. */
export function openLinks(cluster: ClusterConfig, clientId: string): ClusterLinks {
  const timeoutMs = cluster.brokerDeadlineMs * CLIENT_TIMEOUT_FACTOR;
  return new ClusterLinks({
    clientId,
    bootstrap: cluster.bootstrapBrokers,
    connection: {
      connectTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      maxInflights: cluster.maxRequestsInFlight,
    },
    explain: (error, address) => ({ code: 'BROKER_UNREACHABLE', message: `${address}: ${String(error)}` }),
    probeBackoffMaxMs: PROBE_BACKOFF_MAX_MS,
  });
}
