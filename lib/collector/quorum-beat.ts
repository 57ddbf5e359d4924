import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import type { BrokerLink } from '#lib/kafka/broker-link.ts';
import type { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import { readMetadata } from '#lib/kafka/metadata.ts';
import { describeQuorum } from '#lib/kafka/quorum.ts';
import { openLinks } from './links.ts';
import type { ControllerObservation } from './observation.ts';

/**
 * Asks for the controller beside the polls, over a connection of its own: a broker passes this one request on to the
 * controller, and while that one hangs, so does everything else on the connection it came by.
 */
export class QuorumBeat {
  #links: ClusterLinks;
  #deadlineMs: number;
  #latest: ControllerObservation = null;
  #running: Promise<void> | null = null;
  #turn = 0;

  constructor(cluster: ClusterConfig) {
    this.#links = openLinks(cluster, 'tidemark-collector');
    this.#deadlineMs = cluster.brokerDeadlineMs;
  }

  /** What was told last; null before. */
  get latest(): ControllerObservation {
    return this.#latest;
  }

  /** Asks one broker, each time another, unless an answer is still waited for. */
  tick(): void {
    if (this.#running) return;
    this.#running = this.#ask().finally(() => {
      this.#running = null;
    });
  }

  async close(): Promise<void> {
    this.#links.close();
    await this.#running;
  }

  async #ask(): Promise<void> {
    this.#links.beginPoll(performance.now(), this.#deadlineMs);
    try {
      if (this.#healthy().length === 0) await this.#links.bootstrap();
      const healthy = this.#healthy();
      const link = healthy[this.#turn++ % Math.max(1, healthy.length)];
      if (link) this.#latest = (await controllerFrom(link)) ?? this.#latest;
    } finally {
      this.#links.endPoll();
    }
  }

  #healthy(): BrokerLink[] {
    return [...this.#links.brokers.values()].filter(({ failure }) => failure === null);
  }
}

async function controllerFrom(link: BrokerLink): Promise<ControllerObservation> {
  const quorum = await describeQuorum(link);
  if (quorum.ok) return { kind: 'kraft', quorum: quorum.value };
  if (quorum.failure.code !== 'UNSUPPORTED_VERSION') return null;
  const metadata = await readMetadata(link, 'brokers-only');
  return metadata.ok ? { kind: 'zookeeper', leaderId: metadata.value.controllerId } : null;
}
