import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import type { BrokerLink } from '#lib/kafka/broker-link.ts';
import { COLLECTOR_CLIENT_ID } from '#lib/kafka/client-id.ts';
import { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import type { ClusterConnector } from '#lib/kafka/connect/connector.ts';
import type { Failure } from '#lib/kafka/failure.ts';
import type { ClusterMemory } from './memory.ts';

const PROBE_BACKOFF_MAX_MS = 10_000;

/**
 * Links of their own to a cluster, for polls or for a beat beside them; all share the cluster's connector, and a client
 * id that sets quotas apart for collecting, browsing and replay.
 */
export function openLinks(cluster: ClusterConfig, connector: ClusterConnector): ClusterLinks {
  return new ClusterLinks({
    clientId: COLLECTOR_CLIENT_ID,
    connector,
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
 * bootstrap addresses name instead, in the same turn: a cluster may have moved to other addresses as a whole. A
 * link that `ask` leaves alone counts as answering.
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

/** Opens links to the brokers that the polls know, where the polls reach them, and closes those to all others. */
export function followPolls(links: ClusterLinks, brokers: ClusterMemory['brokers']): void {
  links.forget([...links.brokers.keys()].filter((brokerId) => !brokers.has(brokerId)));
  links.adopt(
    [...brokers].flatMap(([brokerId, { host, port, rack }]) =>
      host === null || port === null ? [] : [{ brokerId, host, port, rack }],
    ),
  );
}

/** The links beginning with another one in each turn, so that no broker has all the work. */
export function inTurn(links: readonly BrokerLink[], turn: number): BrokerLink[] {
  const first = turn % Math.max(1, links.length);
  return [...links.slice(first), ...links.slice(0, first)];
}
