import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import type { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import { describeLogDirs } from '#lib/kafka/log-dirs.ts';
import { describeTopicConfigs } from '#lib/kafka/topic-configs.ts';
import { openLinks } from './links.ts';
import { emptySlowBeat, type SlowBeatResult } from './memory.ts';

const TOPICS_PER_REQUEST = 100;

/**
 * Reads what changes seldom: topic configurations and sizes on disk. Over connections of its own, beside the polls, so
 * that a large answer never stands in the way of a poll's.
 */
export class SlowBeat {
  #links: ClusterLinks;
  #cluster: ClusterConfig;
  #result: SlowBeatResult = emptySlowBeat();
  #running: Promise<void> | null = null;
  #nextAtMs = 0;

  constructor(cluster: ClusterConfig) {
    this.#cluster = cluster;
    this.#links = openLinks(cluster, 'tidemark-collector');
  }

  /** What was read last. A new object whenever something was read. */
  get result(): SlowBeatResult {
    return this.#result;
  }

  /** Starts a round if one is due: every slow beat, and sooner for topics whose configuration was never read. */
  tick(topics: ReadonlyMap<string, unknown>, nowMs: number): void {
    if (this.#running || topics.size === 0) return;
    const unread = [...topics.keys()].filter((topic) => !this.#result.configs.has(topic));
    const due = nowMs >= this.#nextAtMs;
    if (!due && unread.length === 0) return;
    if (due) this.#nextAtMs = nowMs + this.#cluster.slowBeatMs;
    this.#running = this.#read(due ? [...topics.keys()] : unread, due).finally(() => {
      this.#running = null;
    });
  }

  async close(): Promise<void> {
    this.#links.close();
    await this.#running;
  }

  async #read(topics: string[], sizes: boolean): Promise<void> {
    this.#links.beginPoll(performance.now(), this.#cluster.brokerDeadlineMs);
    try {
      if (![...this.#links.brokers.values()].some((link) => link.failure === null)) await this.#links.bootstrap();
      const configs = await this.#readConfigs(topics);
      this.#result = { ...this.#result, configs, ...(sizes ? await this.#readSizes() : {}) };
    } finally {
      this.#links.endPoll();
    }
  }

  async #readConfigs(topics: string[]): Promise<SlowBeatResult['configs']> {
    const configs = new Map(this.#result.configs);
    const teller = [...this.#links.brokers.values()].find((link) => link.failure === null);
    if (!teller) return configs;
    for (let from = 0; from < topics.length; from += TOPICS_PER_REQUEST) {
      const answers = await describeTopicConfigs(teller, topics.slice(from, from + TOPICS_PER_REQUEST));
      for (const [topic, answer] of answers) if (answer.ok) configs.set(topic, answer.value);
    }
    return configs;
  }

  /** A broker that does not answer keeps the sizes it told last. */
  async #readSizes(): Promise<Pick<SlowBeatResult, 'brokerBytes' | 'partitionBytes'>> {
    const brokerBytes = new Map(this.#result.brokerBytes);
    const byBroker = new Map<number, Map<string, Map<number, bigint>>>();
    for (const [topic, ofTopic] of this.#result.partitionBytes) {
      for (const [brokerId, partitions] of ofTopic) mapOf(byBroker, brokerId).set(topic, partitions);
    }
    await Promise.all(
      [...this.#links.brokers.values()].map(async (link) => {
        if (link.brokerId === null) return;
        const logs = await describeLogDirs(link);
        if (!logs.ok) return;
        brokerBytes.set(link.brokerId, logs.value.totalBytes);
        byBroker.set(link.brokerId, logs.value.partitionBytes);
      }),
    );
    const partitionBytes: SlowBeatResult['partitionBytes'] = new Map();
    for (const [brokerId, ofBroker] of byBroker) {
      for (const [topic, partitions] of ofBroker) mapOf(partitionBytes, topic).set(brokerId, partitions);
    }
    return { brokerBytes, partitionBytes };
  }
}

function mapOf<Key, Inner>(maps: Map<Key, Map<Inner, Map<number, bigint>>>, key: Key): Map<Inner, Map<number, bigint>> {
  const found = maps.get(key);
  if (found) return found;
  const created = new Map<Inner, Map<number, bigint>>();
  maps.set(key, created);
  return created;
}
