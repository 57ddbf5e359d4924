import type { FailureValue, TopicNow, TopicPartitionNow, TopicSamples } from '#lib/history/contract.ts';
import { NOT_OBSERVED } from '#lib/history/contract.ts';
import type { TopicEnds } from '#lib/kafka/ends.ts';
import type { Failure } from '#lib/kafka/failure.ts';
import type { PartitionMetadata } from '#lib/kafka/metadata.ts';
import { REPLICATION_STATES, replicationFactorOf, replicationRank } from '#lib/replication/state.ts';
import { HEALTHY, minIsrOf } from './judge-replication.ts';
import type { ClusterMemory, TopicMemory } from './memory.ts';

type FailureValueOf = (failure: Failure | null) => FailureValue | null;

/** Notes when a last stable offset last moved, and gives the topic's row of this poll for the history. */
export function sampleTopic(topic: TopicMemory, ends: TopicEnds, nowMs: number): TopicSamples {
  const open = new BigInt64Array(ends.highWatermark.length);
  for (let partition = 0; partition < open.length; partition++) {
    const high = ends.highWatermark[partition] ?? NOT_OBSERVED;
    const stable = ends.lastStable[partition] ?? NOT_OBSERVED;
    open[partition] =
      high === NOT_OBSERVED || stable === NOT_OBSERVED ? NOT_OBSERVED : high > stable ? high - stable : 0n;
    if (high !== NOT_OBSERVED && stable !== NOT_OBSERVED && high > stable) topic.transactional = true;
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
  memory: ClusterMemory,
  { groups, produceRate, failureValue }: { groups: number; produceRate: number | null; failureValue: FailureValueOf },
): TopicNow {
  const { metadata, key } = topic;
  const { slow } = memory;
  const settings = slow.configs.get(key.kafkaTopicId);
  const configs = settings?.ok ? settings.value : null;
  const refusal = settings && !settings.ok ? settings.failure : null;
  const config = (name: string) => configs?.find((entry) => entry.name === name)?.value ?? null;
  const sizes = slow.partitionBytes.get(key.kafkaTopicId);
  const partitions = metadata.partitions.map((partition): TopicPartitionNow => {
    const size = partition.leader === null ? undefined : sizes?.get(partition.leader)?.get(partition.partition);
    const localStart = topic.localStart?.[partition.partition] ?? NOT_OBSERVED;
    return {
      ...partitionReplicas(partition),
      ...partitionReplication(topic, partition.partition),
      ...(localStart !== NOT_OBSERVED && { localLogStart: localStart.toString() }),
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
    replicationFactor: metadata.partitions.reduce((most, one) => Math.max(most, factorOf(topic, one)), 0),
    minIsr: minIsrOf(memory, topic),
    cleanupPolicy: config('cleanup.policy'),
    retentionMs: bigintOf(config('retention.ms')),
    retentionBytes: bigintOf(config('retention.bytes')),
    sizeBytes: sizes ? sumOf([...sizes.values()].flatMap((ofBroker) => [...ofBroker.values()])) : null,
    worstRank: Math.min(REPLICATION_STATES.length - 1, ...partitions.map(({ rank }) => rank)),
    offline: inState('offline'),
    underMinIsr: inState('under-min-isr'),
    atMinIsr: inState('at-min-isr'),
    underReplicated: inState('under-replicated'),
    reassigning: inState('reassigning'),
    notPreferred: inState('not-preferred'),
    groups,
    produceRate,
    partitions,
    configs,
    isrShrunk: metadata.partitions.filter((one) => one.leader !== null && one.isr.length < factorOf(topic, one)).length,
    isCurrent: metadata.failure === null,
    failure: failureValue(metadata.failure ?? refusal),
  };
}

/** Partitions under min ISR: their end stands still while records are accepted, so it does not tell what is produced. */
export function heldPartitions({ replication }: TopicMemory): Set<number> {
  return new Set(replication.flatMap(({ state }, partition) => (state === 'under-min-isr' ? [partition] : [])));
}

const partitionReplicas = ({ partition, leader, leaderEpoch, replicas, isr, offlineReplicas }: PartitionMetadata) => ({
  partition,
  leader,
  leaderEpoch: leaderEpoch < 0 ? null : leaderEpoch,
  replicas,
  isr,
  offlineReplicas,
});

/** How the replicas stand, how far a move of theirs has come, and who brings a partition without a leader back. */
function partitionReplication({ replication }: TopicMemory, partition: number) {
  const { state, reassignment, candidates, reason } = replication[partition] ?? HEALTHY;
  return {
    rank: replicationRank(state),
    ...(reassignment && { reassignment }),
    ...(candidates && { broughtBackBy: candidates }),
    ...(reason !== null && { reason }),
  };
}

const factorOf = ({ replication }: TopicMemory, { partition, replicas }: PartitionMetadata): number =>
  replicationFactorOf(replicas, replication[partition]?.reassignment?.adding ?? null);

const bigintOf = (text: string | null): bigint | null => (text === null ? null : BigInt(text));
const sumOf = (values: bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);
