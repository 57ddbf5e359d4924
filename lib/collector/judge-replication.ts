import type { PartitionMetadata } from '#lib/kafka/metadata.ts';
import { replicationReason } from '#lib/replication/reason.ts';
import { ongoingReassignment, type ReassignmentProgress } from '#lib/replication/reassignment.ts';
import { type LeaderCandidates, leaderCandidates } from '#lib/replication/return.ts';
import { type ReplicationRules, type ReplicationState, replicationStateOf } from '#lib/replication/state.ts';
import { type ClusterMemory, partitionKey, type ReplicationBeatResult, type TopicMemory } from './memory.ts';

/** What a poll finds of one partition's replicas. */
export interface PartitionReplication {
  state: ReplicationState;
  reassignment: ReassignmentProgress | null;
  /** Who may lead it again; null while it has a leader, and where nothing is known. */
  candidates: LeaderCandidates | null;
  /** The state in words, where these say more than its name. */
  reason: string | null;
}

/** Judges the replicas of every partition, once for all that tell of them: topics, brokers, and groups that read them. */
export function judgeReplication(memory: ClusterMemory): void {
  for (const topic of memory.topics.values()) {
    const rules = { minIsr: minIsrOf(memory, topic), capsMinIsr: memory.capsMinIsr };
    topic.replication = topic.metadata.partitions.map((sets) => judge(sets, rules, topic.key.name, memory.replication));
  }
}

function judge(
  sets: PartitionMetadata,
  rules: ReplicationRules,
  topic: string,
  { reassignments, eligibleLeaders }: ReplicationBeatResult,
): PartitionReplication {
  // Nothing is looked up in most polls, and partitions are many.
  const key = reassignments.size + eligibleLeaders.size === 0 ? '' : partitionKey(topic, sets.partition);
  const reassignment = ongoingReassignment(sets, reassignments.get(key));
  const candidates = leaderCandidates(sets, eligibleLeaders.get(key));
  const state = replicationStateOf(sets, rules, reassignment?.adding ?? null);
  if (state === 'ok') return HEALTHY;
  return {
    state,
    reassignment,
    candidates,
    reason: replicationReason(sets, state, { rules, reassignment, candidates }),
  };
}

/** The same one for every healthy partition: most are. */
export const HEALTHY: PartitionReplication = { state: 'ok', reassignment: null, candidates: null, reason: null };

/** min.insync.replicas of a topic; null before it was read, and where it may not be. */
export function minIsrOf({ slow }: ClusterMemory, { key }: TopicMemory): number | null {
  const settings = slow.configs.get(key.kafkaTopicId);
  const text = settings?.ok ? settings.value.find(({ name }) => name === 'min.insync.replicas')?.value : null;
  return text ? Number(text) : null;
}

/**
 * Whether the high watermark stands because too few replicas are in sync, as since Kafka 3.9: what a leader alone takes meanwhile
 * can be read by nobody, and lag counted to the high watermark is a lower bound.
 */
export const highWatermarkStands = (
  { capsMinIsr }: Pick<ClusterMemory, 'capsMinIsr'>,
  topic: TopicMemory | undefined,
  partition: number,
): boolean => capsMinIsr && topic?.replication[partition]?.state === 'under-min-isr';
