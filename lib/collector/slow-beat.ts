import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import type { BrokerLink } from '#lib/kafka/broker-link.ts';
import type { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import { describeLogDirs } from '#lib/kafka/log-dirs.ts';
import { readMetadata } from '#lib/kafka/metadata.ts';
import { describeTopicConfigs } from '#lib/kafka/topic-configs.ts';
import { describeOpenTransactions, nameTransactions } from '#lib/kafka/transactions.ts';
import { openLinks } from './links.ts';
import { emptySlowBeat, partitionKey, type SlowBeatResult } from './memory.ts';

const TOPICS_PER_REQUEST = 100;
const MAX_HELD_BACK = 50;
const NAMES_EVERY_MS = 5_000;

/** A partition whose last stable offset stands still behind an open transaction. */
export interface HeldBackPartition {
  topic: string;
  partition: number;
  leader: number | null;
}

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
  #nextNamesAtMs = 0;

  constructor(cluster: ClusterConfig) {
    this.#cluster = cluster;
    this.#links = openLinks(cluster, 'tidemark-collector');
  }

  /** What was read last. A new object whenever something was read. */
  get result(): SlowBeatResult {
    return this.#result;
  }

  /**
   * Starts a round if one is due: every slow beat, and sooner for topics whose configuration was never read or for
   * partitions newly held back by an open transaction.
   */
  tick(topics: ReadonlyMap<string, unknown>, heldBack: readonly HeldBackPartition[], nowMs: number): void {
    if (this.#running || topics.size === 0) return;
    const { configs, transactions } = this.#result;
    const unread = [...topics.keys()].filter((topic) => !configs.has(topic));
    const unnamed = heldBack.some(({ topic, partition }) => !transactions.has(partitionKey(topic, partition)));
    const due = nowMs >= this.#nextAtMs;
    const wantsNames = heldBack.length > 0 && (due || (unnamed && nowMs >= this.#nextNamesAtMs));
    if (!due && unread.length === 0 && !wantsNames) return;
    if (due) this.#nextAtMs = nowMs + this.#cluster.slowBeatMs;
    if (wantsNames) this.#nextNamesAtMs = nowMs + NAMES_EVERY_MS;
    this.#running = this.#read(due ? [...topics.keys()] : unread, due, wantsNames ? heldBack : []).finally(() => {
      this.#running = null;
    });
  }

  async close(): Promise<void> {
    this.#links.close();
    await this.#running;
  }

  async #read(topics: string[], sizes: boolean, heldBack: readonly HeldBackPartition[]): Promise<void> {
    this.#links.beginPoll(performance.now(), this.#cluster.brokerDeadlineMs);
    try {
      await this.#meetBrokers(sizes);
      const configs = await this.#readConfigs(topics);
      const transactions = heldBack.length > 0 ? await this.#readTransactions(heldBack) : this.#result.transactions;
      this.#result = { ...this.#result, configs, transactions, ...(sizes ? await this.#readSizes() : {}) };
    } finally {
      this.#links.endPoll();
    }
  }

  /** Asks who is there: at the first round, when nobody answers, and on every beat, for brokers that joined or moved. */
  async #meetBrokers(due: boolean): Promise<void> {
    const teller = this.#healthy();
    const answer = teller && due ? await readMetadata(teller, 'brokers-only') : null;
    if (answer?.ok) this.#links.adopt(answer.value.brokers);
    if (!this.#healthy()) await this.#links.bootstrap();
  }

  #healthy(): BrokerLink | undefined {
    return [...this.#links.brokers.values()].find((link) => link.failure === null);
  }

  async #readConfigs(topics: string[]): Promise<SlowBeatResult['configs']> {
    const configs = new Map(this.#result.configs);
    const teller = this.#healthy();
    if (!teller) return configs;
    for (let from = 0; from < topics.length; from += TOPICS_PER_REQUEST) {
      const answers = await describeTopicConfigs(teller, topics.slice(from, from + TOPICS_PER_REQUEST));
      for (const [topic, answer] of answers) if (answer.ok) configs.set(topic, answer.value);
    }
    return configs;
  }

  async #readTransactions(heldBack: readonly HeldBackPartition[]): Promise<SlowBeatResult['transactions']> {
    const byLeader = Map.groupBy(heldBack.slice(0, MAX_HELD_BACK), ({ leader }) => leader);
    const answers = await Promise.all(
      [...byLeader].map(([leader, partitions]) => {
        const link = leader === null ? undefined : this.#links.brokers.get(leader);
        return link ? describeOpenTransactions(link, partitions) : null;
      }),
    );
    const open = answers.flatMap((answer) => (answer?.ok ? answer.value : []));
    const names = await nameTransactions(
      [...this.#links.brokers.values()],
      [...new Set(open.map(({ producerId }) => producerId))],
    );
    return new Map(
      open.map((one) => [partitionKey(one.topic, one.partition), { ...one, ...names.get(one.producerId) }]),
    );
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
