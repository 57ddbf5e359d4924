import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import type { BrokerLink } from '#lib/kafka/broker-link.ts';
import type { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import type { ClusterConnector } from '#lib/kafka/connect/connector.ts';
import { readMetadata } from '#lib/kafka/metadata.ts';
import { describeQuorum } from '#lib/kafka/quorum.ts';
import { askKnownBrokers, followPolls, inTurn, openLinks } from './links.ts';
import type { ClusterMemory } from './memory.ts';
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

  constructor(cluster: ClusterConfig, connector: ClusterConnector) {
    this.#links = openLinks(cluster, connector);
    this.#deadlineMs = cluster.brokerDeadlineMs;
  }

  /** What was told last; null before. */
  get latest(): ControllerObservation {
    return this.#latest;
  }

  /** Asks one of the brokers the polls know, each time another, unless an answer is still waited for: then gives null. */
  tick(brokers: ClusterMemory['brokers']): Promise<void> | null {
    if (this.#running) return null;
    followPolls(this.#links, brokers);
    this.#running = this.#ask(this.#turn++).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#links.close();
    await this.#running;
  }

  async #ask(turn: number): Promise<void> {
    this.#links.beginPoll(performance.now(), this.#deadlineMs);
    try {
      const { answer } = await askKnownBrokers(this.#links, (known) => firstToTell(known, turn));
      this.#latest = answer ?? this.#latest;
    } finally {
      this.#links.endPoll();
    }
  }
}

/** A refusal costs no time, so the next broker is asked; after a silence the others are left for the turns to come. */
async function firstToTell(known: BrokerLink[], turn: number): Promise<ControllerObservation> {
  const healthy = known.filter(({ failure }) => failure === null);
  for (const link of inTurn(healthy, turn)) {
    const controller = await controllerFrom(link);
    if (link.failure === null || link.failure.code === 'BROKER_TIMEOUT') return controller;
  }
  return null;
}

async function controllerFrom(link: BrokerLink): Promise<ControllerObservation> {
  const quorum = await describeQuorum(link);
  if (quorum.ok) return { kind: 'kraft', quorum: quorum.value };
  if (quorum.failure.code !== 'UNSUPPORTED_VERSION') return null;
  const metadata = await readMetadata(link, 'brokers-only');
  return metadata.ok ? { kind: 'zookeeper', leaderId: metadata.value.controllerId } : null;
}
