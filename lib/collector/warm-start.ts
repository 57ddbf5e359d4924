import type { Database } from '#lib/db/database.ts';
import {
  type GroupNow,
  NO_COMMIT,
  NOT_OBSERVED,
  type PartitionException,
  type PollSamples,
  type SubscriptionNow,
  type TopicNow,
} from '#lib/history/contract.ts';
import { readNow, type StoredNow } from '#lib/history/read/now.ts';
import { readTail } from '#lib/history/read/tail.ts';
import type { GroupType } from '#lib/kafka/groups.ts';
import { lagBetween } from '#lib/lag/lag-between.ts';
import type { PartitionMemory } from '#lib/lag/partition.ts';
import { LAG_STATES, type LagState } from '#lib/lag/state.ts';
import { restoreDates } from './failure-dating.ts';
import { type ClusterMemory, emptyMemory, type GroupMemory, type TopicMemory } from './memory.ts';
import { startTrend } from './trend.ts';

/** Long ago: a condition that was judged to hold before the restart need not wait for its time again. */
const LONG_AGO = 0;
/** What storable.ts puts in the place of a character that Postgres cannot hold. */
const REPLACEMENT = '\u{fffd}';

export interface WarmStart {
  clusterId: number;
  windowMs: number;
  nowMs: number;
  isReadCommitted(groupId: string): boolean;
}

/**
 * Memory as the process before left it in the store: "since" instants from the current state, last known lags and since
 * when offsets stand still from the newest `windowMs` of polls.
 */
export async function warmMemory(
  database: Database,
  { clusterId, windowMs, nowMs, isReadCommitted }: WarmStart,
): Promise<ClusterMemory> {
  const stored = await readNow(database, clusterId);
  if (!stored) return emptyMemory();
  const tail = new TailReader();
  // Up to the newest poll that saw something, however long ago: the process may have been down, or blind, for hours.
  const lastMs = stored.cluster.observedAtMs ?? nowMs;
  await readTail(database, { clusterId, fromMs: lastMs - windowMs, toMs: lastMs + 1 }, (poll) => tail.visit(poll));
  return memoryOf(stored, tail, nowMs, isReadCommitted);
}

/** Where offsets stand and since when, from the polls in order. */
class TailReader {
  readonly #runs = new Map<string, { values: BigInt64Array; sinceMs: Float64Array }>();

  visit({ atMs, topics, subscriptions }: PollSamples): void {
    for (const { topic, highWatermark, open } of topics) {
      const stable = highWatermark.map((high, partition) => stableOf(high, open[partition] ?? NOT_OBSERVED));
      this.#advance(topicKey(topic.kafkaTopicId), stable, atMs);
      this.#advance(highKey(topic.kafkaTopicId), highWatermark, atMs);
    }
    for (const { group, topic, committed } of subscriptions)
      this.#advance(groupKey(group, topic.kafkaTopicId), committed, atMs);
  }

  /** Newest observed value and the poll that first saw it; undefined where the window holds none. */
  at(key: string, partition: number): { value: bigint; sinceMs: number } | undefined {
    const run = this.#runs.get(key);
    const value = run?.values[partition];
    if (!run || value === undefined || value === NOT_OBSERVED) return undefined;
    return { value, sinceMs: run.sinceMs[partition] ?? 0 };
  }

  #advance(key: string, values: BigInt64Array, atMs: number): void {
    let run = this.#runs.get(key);
    if (!run || run.values.length < values.length) {
      const grown = {
        values: new BigInt64Array(values.length).fill(NOT_OBSERVED),
        sinceMs: new Float64Array(values.length),
      };
      if (run) {
        grown.values.set(run.values);
        grown.sinceMs.set(run.sinceMs);
      }
      run = grown;
      this.#runs.set(key, run);
    }
    for (let partition = 0; partition < values.length; partition++) {
      const value = values[partition] ?? NOT_OBSERVED;
      if (value === NOT_OBSERVED || value === run.values[partition]) continue;
      run.values[partition] = value;
      run.sinceMs[partition] = atMs;
    }
  }
}

const topicKey = (kafkaTopicId: string) => kafkaTopicId;
const highKey = (kafkaTopicId: string) => `${kafkaTopicId} high`;
const groupKey = (group: string, kafkaTopicId: string) => `${kafkaTopicId} ${group}`;
const stableOf = (high: bigint, open: bigint): bigint =>
  high === NOT_OBSERVED || open === NOT_OBSERVED ? NOT_OBSERVED : high - open;

function memoryOf(
  stored: StoredNow,
  tail: TailReader,
  nowMs: number,
  isReadCommitted: WarmStart['isReadCommitted'],
): ClusterMemory {
  const { cluster, brokers, topics, groups, subscriptions } = stored;
  const memory = emptyMemory();
  memory.kafkaClusterId = cluster.kafkaClusterId;
  memory.kafkaVersion = cluster.kafkaVersion;
  memory.controller = cluster.controller;
  memory.observedAtMs = cluster.observedAtMs;
  restoreDates(memory, brokers, cluster.failures);
  for (const broker of brokers) memory.brokers.set(broker.brokerId, broker);
  for (const topic of topics) memory.topics.set(topic.topic.name, topicMemory(topic, tail, nowMs));
  for (const group of groups) {
    // A name with a character that Postgres cannot hold comes back as another: Kafka has no group of that name.
    if (!group.group.includes(REPLACEMENT)) memory.groups.set(group.group, groupMemory(group, nowMs));
  }
  for (const subscription of subscriptions) restoreSubscription(memory, subscription, tail, isReadCommitted);
  return memory;
}

function topicMemory(topic: TopicNow, tail: TailReader, nowMs: number): TopicMemory {
  const partitions = topic.partitions.map(({ partition, leader, leaderEpoch, replicas, isr, offlineReplicas }) => ({
    partition,
    leader,
    leaderEpoch: leaderEpoch ?? -1,
    replicas,
    isr,
    offlineReplicas,
  }));
  const { name, kafkaTopicId } = topic.topic;
  const stand = partitions.map(({ partition }) => tail.at(topicKey(kafkaTopicId), partition));
  return {
    key: topic.topic,
    hasKafkaId: topic.hasKafkaId,
    metadata: {
      name,
      topicId: topic.hasKafkaId ? kafkaTopicId : null,
      internal: topic.internal,
      partitions,
      failure: null,
    },
    lastStable: BigInt64Array.from(stand, (at) => at?.value ?? NOT_OBSERVED),
    lastStableSinceMs: Float64Array.from(stand, (at) => at?.sinceMs ?? nowMs),
  };
}

function groupMemory(group: GroupNow, nowMs: number): GroupMemory {
  const { memberList, membersBeforeRebalance, state } = group;
  const knowsMembers = state === 'Stable' && memberList.length > 0 && !membersBeforeRebalance;
  return {
    type: group.type as GroupType,
    protocolType: group.protocolType,
    state,
    coordinator: group.coordinator,
    absentSinceMs: null,
    members: memberList,
    memberCount: group.members,
    membersBeforeRebalance,
    assignor: group.partitionAssignor,
    epoch: group.epoch,
    // What members hold stands in for what they subscribe to until the first poll tells.
    subscribedTopics: knowsMembers
      ? new Set(memberList.flatMap(({ partitions }) => partitions.map(({ topic }) => topic)))
      : null,
    assignOnly: group.assignOnly,
    worstRank: group.worstRank,
    worstSinceMs: group.worstSinceMs,
    subscriptions: new Map(),
    trend: startTrend(nowMs, group.trend),
  };
}

function restoreSubscription(
  memory: ClusterMemory,
  subscription: SubscriptionNow,
  tail: TailReader,
  isReadCommitted: WarmStart['isReadCommitted'],
): void {
  const { group, topic, partitions, exceptions } = subscription;
  const byPartition = new Map(exceptions.map((exception) => [exception.partition, exception]));
  const endKey = isReadCommitted(group) ? topicKey(topic.kafkaTopicId) : highKey(topic.kafkaTopicId);
  const restored = Array.from({ length: partitions }, (_, partition) =>
    partitionMemory(
      byPartition.get(partition),
      tail.at(groupKey(group, topic.kafkaTopicId), partition),
      tail.at(endKey, partition)?.value ?? null,
    ),
  );
  memory.groups.get(group)?.subscriptions.set(topic.name, { topic, partitions: restored });
}

function partitionMemory(
  exception: PartitionException | undefined,
  stand: { value: bigint; sinceMs: number } | undefined,
  end: bigint | null,
): PartitionMemory | undefined {
  const committed = stand && stand.value !== NO_COMMIT ? stand.value : null;
  if (!exception && committed === null) return undefined;
  const state = lagStateOf(exception?.state);
  const inactive = state === 'inactive';
  return {
    // An expired commit has no value any more; that there was one is what must be remembered.
    committed: state === 'expired' ? (committed ?? 0n) : committed,
    movedAtMs: inactive ? LONG_AGO : (stand?.sinceMs ?? LONG_AGO),
    lag: exception ? bigintOf(exception.lag) : lagBetween(committed, end),
    state,
    sinceMs: exception?.sinceMs ?? LONG_AGO,
    aheadSinceMs: state === 'ahead' ? LONG_AGO : null,
    unsubscribedSinceMs: inactive ? LONG_AGO : null,
    unassignedSinceMs: null,
  };
}

const bigintOf = (text: string | null): bigint | null => (text === null ? null : BigInt(text));

const lagStateOf = (text: string | undefined): LagState => LAG_STATES.find((state) => state === text) ?? 'ok';
