import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import { describeBrokerConfigs } from '#lib/kafka/broker-configs.ts';
import type { BrokerLink } from '#lib/kafka/broker-link.ts';
import type { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import type { ClusterConnector } from '#lib/kafka/connect/connector.ts';
import { type LocalStart, partitionsByLeader, readLocalStarts } from '#lib/kafka/ends.ts';
import { isDenied, type Outcome } from '#lib/kafka/failure.ts';
import { type BrokerLogs, describeLogDirs } from '#lib/kafka/log-dirs.ts';
import type { TopicMetadata } from '#lib/kafka/metadata.ts';
import { describeTopicConfigs, type TopicConfig } from '#lib/kafka/topic-configs.ts';
import {
  describeOpenTransactions,
  nameTransactions,
  type OpenTransaction,
  type OpenTransactions,
} from '#lib/kafka/transactions.ts';
import { askKnownBrokers, followPolls, openLinks } from './links.ts';
import { hasRemoteStorage } from './local-starts.ts';
import { emptySlowBeat, type SlowBeatResult } from './memory.ts';
import {
  type HeldBackPartition,
  keyOf,
  type LiveCluster,
  type TopicIds,
  topicIdsOf,
  withConfigs,
  withLocalStarts,
  withoutGone,
  withSizes,
  withTransactions,
} from './slow-result.ts';

const TOPICS_PER_REQUEST = 100;
const MAX_HELD_BACK = 50;
const NAMES_EVERY_MS = 5_000;

/** What one round reads. */
interface Round {
  topicIds: TopicIds;
  /** Topics whose configuration is read, and then the local log starts of those with tiered storage. */
  topics: TopicMetadata[];
  sizes: boolean;
  heldBack: HeldBackPartition[];
}

/**
 * Reads what changes seldom: topic configurations, sizes on disk, and where logs begin on the disks of their leaders where older
 * segments are elsewhere. Over connections of its own, beside the polls, so that a large answer never stands in the way of a
 * poll's. Who is there it takes from the polls.
 */
export class SlowBeat {
  #links: ClusterLinks;
  #cluster: ClusterConfig;
  #result: SlowBeatResult = emptySlowBeat();
  #running: Promise<void> | null = null;
  #nextAtMs = 0;
  #nextNamesAtMs = 0;

  constructor(cluster: ClusterConfig, connector: ClusterConnector) {
    this.#cluster = cluster;
    this.#links = openLinks(cluster, connector);
  }

  /** What was read last of what is still there. A new object whenever it changed. */
  get result(): SlowBeatResult {
    return this.#result;
  }

  /**
   * Forgets what is gone, and starts a round if one is due: every slow beat, and sooner for topics whose configuration
   * was never asked for and partitions newly held back by an open transaction. What was refused waits for the next slow
   * beat. Gives the round, or null.
   */
  tick(live: LiveCluster, heldBack: readonly HeldBackPartition[], nowMs: number): Promise<void> | null {
    this.#result = withoutGone(this.#result, live, heldBack);
    if (this.#running || live.topics.size === 0) return null;
    const round = this.#nextRound(live, heldBack, nowMs);
    if (!round) return null;
    followPolls(this.#links, live.brokers);
    this.#running = this.#read(round).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#links.close();
    await this.#running;
  }

  #nextRound(live: LiveCluster, heldBack: readonly HeldBackPartition[], nowMs: number): Round | null {
    const { configs, transactions } = this.#result;
    const due = nowMs >= this.#nextAtMs;
    const unread = [...live.topics.values()].filter(({ key }) => due || !configs.has(key.kafkaTopicId));
    const unnamed = heldBack.filter((one) => due || !transactions.has(keyOf(one)));
    const wantsNames = unnamed.length > 0 && (due || nowMs >= this.#nextNamesAtMs);
    if (!due && unread.length === 0 && !wantsNames) return null;
    if (due) this.#nextAtMs = nowMs + this.#cluster.slowBeatMs;
    if (wantsNames) this.#nextNamesAtMs = nowMs + NAMES_EVERY_MS;
    const topics = unread.map(({ metadata }) => metadata);
    return {
      topicIds: topicIdsOf(live),
      topics,
      sizes: due,
      heldBack: wantsNames ? unnamed.slice(0, MAX_HELD_BACK) : [],
    };
  }

  async #read(round: Round): Promise<void> {
    this.#links.beginPoll(performance.now(), this.#cluster.brokerDeadlineMs);
    try {
      await askKnownBrokers(this.#links, (known) => this.#ask(known, round));
    } finally {
      this.#links.endPoll();
    }
  }

  async #ask(known: BrokerLink[], { topicIds, topics, sizes, heldBack }: Round): Promise<void> {
    const names = topics.map(({ name }) => name);
    this.#result = withConfigs(this.#result, topicIds, await readConfigs(known, names));
    const tiered = topics.filter(({ name }) => hasRemoteStorage(this.#result.configs, topicIds.get(name) ?? ''));
    this.#result = withLocalStarts(this.#result, topicIds, await askLocalStarts(known, tiered));
    if (heldBack.length > 0) {
      const { answered, told } = await readTransactions(known, heldBack);
      this.#result = withTransactions(this.#result, answered, told);
    }
    if (!sizes) return;
    this.#result = withSizes(this.#result, topicIds, await readSizes(known));
    const offsetsRetentionMs = await readOffsetsRetention(known);
    if (offsetsRetentionMs !== null) this.#result = { ...this.#result, offsetsRetentionMs };
  }
}

/** Any broker knows the settings of all topics: the first that answers is asked, and the next where it fails. */
async function readConfigs(known: BrokerLink[], topics: string[]): Promise<Map<string, Outcome<TopicConfig[]>>> {
  const read = new Map<string, Outcome<TopicConfig[]>>();
  for (let from = 0; from < topics.length; ) {
    const teller = known.find(({ failure }) => failure === null);
    if (!teller) break;
    const answers = await describeTopicConfigs(teller, topics.slice(from, from + TOPICS_PER_REQUEST));
    if (teller.failure) continue;
    for (const [topic, answer] of answers) read.set(topic, answer);
    from += TOPICS_PER_REQUEST;
  }
  return read;
}

async function askLocalStarts(known: BrokerLink[], topics: TopicMetadata[]): Promise<LocalStart[]> {
  const byLeader = partitionsByLeader(topics);
  const told = await Promise.all(
    known.map((link) => {
      const led = link.brokerId === null ? undefined : byLeader.get(link.brokerId);
      return led ? readLocalStarts(link, led) : [];
    }),
  );
  return told.flat();
}

async function readSizes(known: BrokerLink[]): Promise<Map<number, BrokerLogs>> {
  const told = new Map<number, BrokerLogs>();
  await Promise.all(
    known.map(async (link) => {
      const logs = await describeLogDirs(link);
      if (logs.ok && link.brokerId !== null) told.set(link.brokerId, logs.value);
    }),
  );
  return told;
}

const OFFSETS_RETENTION = 'offsets.retention.minutes';
const MINUTE_MS = 60_000;

/** The shortest that some broker has: any of them may coordinate. Null where none tells. */
async function readOffsetsRetention(known: BrokerLink[]): Promise<number | null> {
  const answers = await Promise.all(known.map((link) => describeBrokerConfigs(link, [OFFSETS_RETENTION])));
  const minutes = answers.flatMap((answer) => (answer.ok ? Number(answer.value.get(OFFSETS_RETENTION)) : []));
  const told = minutes.filter((one) => Number.isFinite(one));
  return told.length === 0 ? null : Math.min(...told) * MINUTE_MS;
}

/** Of the partitions in `answered` the leader told: the transaction, that it may not (null), or that there is none. */
async function readTransactions(known: BrokerLink[], heldBack: HeldBackPartition[]) {
  const leaders = new Map(known.map((link) => [link.brokerId, link]));
  const answered: HeldBackPartition[] = [];
  const read: OpenTransactions = { open: [], failures: [] };
  await Promise.all(
    [...Map.groupBy(heldBack, ({ leader }) => leader)].map(async ([leader, partitions]) => {
      const link = leader === null ? undefined : leaders.get(leader);
      const answer = link && (await describeOpenTransactions(link, partitions));
      if (!answer?.ok) return;
      answered.push(...partitions);
      read.open.push(...answer.value.open);
      read.failures.push(...answer.value.failures);
    }),
  );
  const names = await nameTransactions(known, [...new Set(read.open.map(({ producerId }) => producerId))]);
  const told = new Map<string, OpenTransaction | null>();
  for (const one of read.open) told.set(keyOf(one), { ...one, ...names.get(one.producerId) });
  for (const one of read.failures) if (isDenied(one.failure.code)) told.set(keyOf(one), null);
  return { answered, told };
}
