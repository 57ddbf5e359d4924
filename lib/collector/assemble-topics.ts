import { createHash } from 'node:crypto';
import type { FailureValue, TopicKey, TopicNow, TopicPartitionNow, TopicSamples } from '#lib/history/contract.ts';
import { NOT_OBSERVED } from '#lib/history/contract.ts';
import type { TopicEnds } from '#lib/kafka/ends.ts';
import type { Failure } from '#lib/kafka/failure.ts';
import type { PartitionMetadata, TopicMetadata } from '#lib/kafka/metadata.ts';
import { REPLICATION_STATES, replicationRank, replicationStateOf } from '#lib/replication/state.ts';
import type { ClusterMemory, TopicMemory } from './memory.ts';

type FailureValueOf = (failure: Failure | null) => FailureValue | null;

/** Takes the topics of a poll into memory: new ones begin, recreated ones begin anew, absent ones are dropped. */
export function rememberTopics(memory: ClusterMemory, topics: Map<string, TopicMetadata>, nowMs: number): void {
  for (const name of memory.topics.keys()) if (!topics.has(name)) memory.topics.delete(name);
  for (const [name, metadata] of topics) {
    const before = memory.topics.get(name);
    const kafkaTopicId = metadata.topicId ?? ownTopicId(name);
    if (before?.key.kafkaTopicId === kafkaTopicId) before.metadata = metadata;
    else memory.topics.set(name, beginTopic({ name, kafkaTopicId }, metadata, nowMs));
    const remembered = memory.topics.get(name);
    if (remembered) growTo(remembered, metadata.partitions.length, nowMs);
  }
}

function beginTopic(key: TopicKey, metadata: TopicMetadata, nowMs: number): TopicMemory {
  const partitions = metadata.partitions.length;
  return {
    key,
    hasKafkaId: metadata.topicId !== null,
    metadata,
    lastStable: new BigInt64Array(partitions).fill(NOT_OBSERVED),
    lastStableSinceMs: new Float64Array(partitions).fill(nowMs),
  };
}

function growTo(topic: TopicMemory, partitions: number, nowMs: number): void {
  if (topic.lastStable.length >= partitions) return;
  const lastStable = new BigInt64Array(partitions).fill(NOT_OBSERVED);
  lastStable.set(topic.lastStable);
  const since = new Float64Array(partitions).fill(nowMs);
  since.set(topic.lastStableSinceMs);
  topic.lastStable = lastStable;
  topic.lastStableSinceMs = since;
}

/** Brokers before 2.8 have no topic ids: the same name then always means the same topic of ours. */
function ownTopicId(name: string): string {
  const hex = createHash('sha256').update(`tidemark topic ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Notes when a last stable offset last moved, and gives the topic's row of this poll for the history. */
export function sampleTopic(topic: TopicMemory, ends: TopicEnds, nowMs: number): TopicSamples {
  const open = new BigInt64Array(ends.highWatermark.length);
  for (let partition = 0; partition < open.length; partition++) {
    const high = ends.highWatermark[partition] ?? NOT_OBSERVED;
    const stable = ends.lastStable[partition] ?? NOT_OBSERVED;
    open[partition] =
      high === NOT_OBSERVED || stable === NOT_OBSERVED ? NOT_OBSERVED : high > stable ? high - stable : 0n;
    if (stable !== NOT_OBSERVED && stable !== topic.lastStable[partition]) {
      topic.lastStable[partition] = stable;
      topic.lastStableSinceMs[partition] = nowMs;
    }
  }
  return { topic: topic.key, logStart: ends.logStart, highWatermark: ends.highWatermark, open };
}

/** The topic as the pages show it. */
export function topicNow(
  topic: TopicMemory,
  ends: TopicEnds | undefined,
  { slow }: ClusterMemory,
  groups: number,
  failureValue: FailureValueOf,
): TopicNow {
  const { metadata, key } = topic;
  const settings = slow.configs.get(key.kafkaTopicId);
  const configs = settings?.ok ? settings.value : null;
  const refusal = settings && !settings.ok ? settings.failure : null;
  const config = (name: string) => configs?.find((entry) => entry.name === name)?.value ?? null;
  const minIsrText = config('min.insync.replicas');
  const minIsr = minIsrText === null ? null : Number(minIsrText);
  const sizes = slow.partitionBytes.get(key.kafkaTopicId);
  const partitions = metadata.partitions.map((partition): TopicPartitionNow => {
    const size = partition.leader === null ? undefined : sizes?.get(partition.leader)?.get(partition.partition);
    return {
      ...partitionReplicas(partition),
      rank: replicationRank(replicationStateOf(partition, minIsr)),
      sizeBytes: size?.toString() ?? null,
      failure: failureValue(ends?.failures.get(partition.partition) ?? null),
    };
  });
  const inState = (state: (typeof REPLICATION_STATES)[number]) =>
    partitions.filter(({ rank }) => rank === replicationRank(state)).length;
  return {
    topic: key,
    hasKafkaId: topic.hasKafkaId,
    internal: metadata.internal,
    replicationFactor: Math.max(0, ...metadata.partitions.map(({ replicas }) => replicas.length)),
    minIsr,
    cleanupPolicy: config('cleanup.policy'),
    retentionMs: bigintOf(config('retention.ms')),
    retentionBytes: bigintOf(config('retention.bytes')),
    sizeBytes: sizes ? sumOf([...sizes.values()].flatMap((ofBroker) => [...ofBroker.values()])) : null,
    worstRank: Math.min(REPLICATION_STATES.length - 1, ...partitions.map(({ rank }) => rank)),
    offline: inState('offline'),
    underMinIsr: inState('under-min-isr'),
    atMinIsr: inState('at-min-isr'),
    underReplicated: inState('under-replicated'),
    notPreferred: inState('not-preferred'),
    groups,
    partitions,
    configs,
    failure: failureValue(metadata.failure ?? refusal),
  };
}

const partitionReplicas = ({ partition, leader, leaderEpoch, replicas, isr, offlineReplicas }: PartitionMetadata) => ({
  partition,
  leader,
  leaderEpoch: leaderEpoch < 0 ? null : leaderEpoch,
  replicas,
  isr,
  offlineReplicas,
});

const bigintOf = (text: string | null): bigint | null => (text === null ? null : BigInt(text));
const sumOf = (values: bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);
