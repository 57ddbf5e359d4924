import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import type { TopicKey } from '#lib/history/contract.ts';
import type { BrokerLink } from '#lib/kafka/broker-link.ts';
import type { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import type { ClusterConnector } from '#lib/kafka/connect/connector.ts';
import { followPolls, openLinks } from './links.ts';
import type { ClusterMemory } from './memory.ts';

/** A place in a log that is worth a look. */
export interface LookPlace {
  topic: TopicKey;
  /** As the brokers have it now; null where they give none. */
  idOnWire: string | null;
  partition: number;
  leader: number;
  leaderEpoch: number;
}

/** Bytes that the looks of one round may still read. */
export interface LookBudget {
  bytes: number;
}

/** What one look came to; `refused`: nobody may look at this topic. */
export interface Looked<Learned> {
  learned: Learned;
  refused: boolean;
}

export type Look<Place extends LookPlace, Learned> = (
  link: BrokerLink,
  place: Place,
  budget: LookBudget,
) => Promise<Looked<Learned>>;

/** Of one round; what is left then comes again with a later poll. */
const MAX_ROUND_BYTES = 4 * 1_024 * 1_024;

/**
 * Looks into logs over connections of its own, beside the polls, one round at a time: what is found is used from the next poll
 * on.
 */
export class SideLooks<Place extends LookPlace, Learned> {
  readonly #look: Look<Place, Learned>;
  readonly #links: ClusterLinks;
  readonly #deadlineMs: number;
  #learned: Learned[] = [];
  #running: Promise<void> | null = null;
  #requests = 0;

  constructor(cluster: ClusterConfig, connector: ClusterConnector, look: Look<Place, Learned>) {
    this.#look = look;
    this.#links = openLinks(cluster, connector);
    this.#deadlineMs = cluster.brokerDeadlineMs;
  }

  /** What was learned since the last time, and how many requests that took. */
  take(): { learned: Learned[]; requests: number } {
    const taken = { learned: this.#learned, requests: this.#requests };
    this.#learned = [];
    this.#requests = 0;
    return taken;
  }

  /** Looks at these places, unless there are none or the last round still runs: then gives null. */
  tick(places: readonly Place[], brokers: ClusterMemory['brokers']): Promise<void> | null {
    if (this.#running || places.length === 0) return null;
    followPolls(this.#links, brokers);
    this.#running = this.#round(places).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#links.close();
    await this.#running;
  }

  async #round(places: readonly Place[]): Promise<void> {
    this.#links.beginPoll(performance.now(), this.#deadlineMs);
    const budget = { bytes: MAX_ROUND_BYTES };
    try {
      await Promise.all(
        [...Map.groupBy(places, ({ leader }) => leader)].map(async ([leader, led]) => {
          const link = this.#links.brokers.get(leader);
          if (link) await this.#askLeader(link, led, budget);
        }),
      );
    } finally {
      this.#requests += this.#links.requests;
      this.#links.endPoll();
    }
  }

  /** One place after the other: a broker answers one Fetch of a connection at a time anyway. */
  async #askLeader(link: BrokerLink, places: readonly Place[], budget: LookBudget): Promise<void> {
    const refused = new Set<string>();
    for (const place of places) {
      if (link.failure || budget.bytes <= 0) return;
      if (refused.has(place.topic.kafkaTopicId)) continue;
      const looked = await this.#look(link, place, budget);
      if (looked.refused) refused.add(place.topic.kafkaTopicId);
      this.#learned.push(looked.learned);
    }
  }
}
