import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import type { BrokerLink } from '#lib/kafka/broker-link.ts';
import type { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import type { ClusterConnector } from '#lib/kafka/connect/connector.ts';
import { describeEligibleLeaders } from '#lib/kafka/eligible-leaders.ts';
import { listReassignments } from '#lib/kafka/reassignments.ts';
import type { ListedReassignment } from '#lib/replication/reassignment.ts';
import type { EligibleLeaders } from '#lib/replication/return.ts';
import { askKnownBrokers, followPolls, healthyLinks, inTurn, openLinks } from './links.ts';
import { type ClusterMemory, emptyReplicationBeat, partitionKey, type ReplicationBeatResult } from './memory.ts';

/** While replicas are out of sync, and so may be on their way. */
const AGAIN_AFTER_MS = 5_000;
const MOST_TOPICS = 50;

/**
 * Asks which replicas are being moved, and who may lead partitions that have no leader. On the slow beat, and soon where ISR and
 * replicas differ. Over connections of its own: a broker passes the first question on to the controller, and while that one
 * hangs, so does everything else on the connection it came by.
 */
export class ReplicationBeat {
  #links: ClusterLinks;
  #cluster: ClusterConfig;
  #result = emptyReplicationBeat();
  #running: Promise<void> | null = null;
  #nextAtMs = 0;
  #againAtMs = 0;
  #turn = 0;

  constructor(cluster: ClusterConfig, connector: ClusterConnector) {
    this.#cluster = cluster;
    this.#links = openLinks(cluster, connector);
  }

  /** What was told last. A new object whenever it was asked for. */
  get result(): ReplicationBeatResult {
    return this.#result;
  }

  /** Starts a round if one is due; gives it, or null. */
  tick({ topics, brokers }: Pick<ClusterMemory, 'topics' | 'brokers'>, nowMs: number): Promise<void> | null {
    if (this.#running || topics.size === 0) return null;
    const leaderless = topicsWithoutLeader(topics);
    const unsettled = leaderless.length > 0 || this.#result.reassignments.size > 0 || someOutOfSync(topics);
    if (nowMs < this.#nextAtMs && !(unsettled && nowMs >= this.#againAtMs)) return null;
    this.#nextAtMs = nowMs + this.#cluster.slowBeatMs;
    this.#againAtMs = nowMs + AGAIN_AFTER_MS;
    followPolls(this.#links, brokers);
    this.#running = this.#read(leaderless).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#links.close();
    await this.#running;
  }

  async #read(leaderless: string[]): Promise<void> {
    this.#links.beginPoll(performance.now(), this.#cluster.brokerDeadlineMs);
    const turn = this.#turn++;
    try {
      await askKnownBrokers(this.#links, async () => {
        const tellers = inTurn(healthyLinks(this.#links), turn);
        const eligibleLeaders = await readEligibleLeaders(tellers, leaderless.slice(0, MOST_TOPICS));
        const reassignments = await readReassignments(tellers);
        this.#result = { eligibleLeaders, reassignments: reassignments ?? this.#result.reassignments };
      });
    } finally {
      this.#links.endPoll();
    }
  }
}

function topicsWithoutLeader(topics: ClusterMemory['topics']): string[] {
  const found: string[] = [];
  for (const [name, { metadata }] of topics) {
    if (metadata.partitions.some(({ leader }) => leader === null)) found.push(name);
  }
  return found;
}

function someOutOfSync(topics: ClusterMemory['topics']): boolean {
  for (const { metadata } of topics.values()) {
    if (metadata.partitions.some(({ isr, replicas }) => isr.length < replicas.length)) return true;
  }
  return false;
}

/** Of the first that answers; brokers before 3.7 do not know the request, and those before 4.0 keep no such replicas. */
async function readEligibleLeaders(
  tellers: BrokerLink[],
  topics: string[],
): Promise<ReplicationBeatResult['eligibleLeaders']> {
  const known = new Map<string, EligibleLeaders>();
  if (topics.length === 0) return known;
  for (const teller of tellers) {
    const answer = await describeEligibleLeaders(teller, topics);
    if (!answer.ok) continue;
    for (const { topic, partition, eligible, lastKnown } of answer.value) {
      if (eligible.length > 0 || lastKnown.length > 0)
        known.set(partitionKey(topic, partition), { eligible, lastKnown });
    }
    break;
  }
  return known;
}

/** Null where nobody tells: then what was told before stands. A silence is not asked about again in this round. */
async function readReassignments(tellers: BrokerLink[]): Promise<ReplicationBeatResult['reassignments'] | null> {
  for (const teller of tellers) {
    const answer = await listReassignments(teller);
    if (answer.ok) return new Map(answer.value.map((one) => [partitionKey(one.topic, one.partition), asListed(one)]));
    if (answer.failure.code === 'BROKER_TIMEOUT') return null;
  }
  return null;
}

const asListed = ({ replicas, adding, removing }: ListedReassignment): ListedReassignment => ({
  replicas,
  adding,
  removing,
});
