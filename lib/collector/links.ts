import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import type { BrokerLink } from '#lib/kafka/broker-link.ts';
import { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import { clusterConnector } from '#lib/kafka/connect/connector.ts';
import type { Failure } from '#lib/kafka/failure.ts';

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

/** The brokers that were asked, and what asking them gave. */
export interface BrokersAsked<T> {
  asked: BrokerLink[];
  answer: T;
  /** Why no bootstrap address answers; null where none had to be asked. */
  bootstrapFailure: Failure | null;
}

/**
 * What `ask` gives for all known brokers; where none of them answers (or none is known yet), for those that the
 * bootstrap addresses name instead, in the same turn: a cluster may have moved to other addresses as a whole. `ask`
 * sends at least one request to every link that has no failure, unless another link has answered.
 */
export async function askKnownBrokers<T>(
  links: ClusterLinks,
  ask: (known: BrokerLink[]) => Promise<T>,
): Promise<BrokersAsked<T>> {
  if (healthyLinks(links).length > 0) {
    const asked = [...links.brokers.values()];
    const answer = await ask(asked);
    if (healthyLinks(links).length > 0) return { asked, answer, bootstrapFailure: null };
  }
  const bootstrap = await links.bootstrap();
  const asked = [...links.brokers.values()];
  return { asked, answer: await ask(asked), bootstrapFailure: bootstrap.ok ? null : bootstrap.failure };
}

/** Links to the brokers of which nothing bad is known in this turn. */
export const healthyLinks = (links: ClusterLinks): BrokerLink[] =>
  [...links.brokers.values()].filter(({ failure }) => failure === null);
