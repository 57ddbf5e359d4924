import {
  NO_COMMIT,
  NOT_OBSERVED,
  type PartitionException,
  type SubscriptionNow,
  type SubscriptionSamples,
} from '#lib/history/contract.ts';
import type { CommittedPartition } from '#lib/kafka/commits.ts';
import type { TopicEnds } from '#lib/kafka/ends.ts';
import { type Failure, fail, kafkaFailure } from '#lib/kafka/failure.ts';
import {
  judgePartition,
  type PartitionMemory,
  type PartitionReading,
  type PartitionVerdict,
} from '#lib/lag/partition.ts';
import { reasonFor } from '#lib/lag/reason.ts';
import { addPartition, emptyTotals, type LagTotals } from '#lib/lag/totals.ts';
import type { GroupContext } from './assemble-groups.ts';
import { type GroupMemory, partitionKey, type SubscriptionMemory, type TopicMemory } from './memory.ts';
import { type GroupObservation, isVouchedFor, notListed } from './observation.ts';

interface SubscriptionInput {
  seen: GroupObservation;
  group: GroupMemory;
  topicName: string;
  /** Null when the coordinator did not tell. */
  commits: ReadonlyMap<string, Commits> | null;
  /** Partitions in somebody's assignment, by topic; null while the group is not Stable. */
  assigned: Map<string, Set<number>> | null;
  failure: Failure | null;
}

export interface AssembledSubscription {
  now: SubscriptionNow;
  /** Null when the coordinator did not tell: then nothing of it is stored, which reads as "not observed". */
  samples: SubscriptionSamples | null;
  totals: LagTotals;
  /** Some committed offset changed since the poll before. */
  moved: boolean;
}

const ABSENT_TOPIC = fail(
  'TOPIC_NOT_FOUND',
  'the topic is not in the cluster metadata: deleted, or no permission to Describe it',
).failure;

/** One group on one topic: the state of each partition, the sum, and what the history keeps. Null when it has ended. */
export function assembleSubscription(context: GroupContext, input: SubscriptionInput): AssembledSubscription | null {
  const { memory, observation, nowMs } = context;
  const { seen, group, topicName } = input;
  const topic = memory.topics.get(topicName);
  const commits = input.commits && (input.commits.get(topicName) ?? []);
  const subscription = subscriptionMemory(group, topicName, topic);
  // A topic that was deleted takes its commits along; then the subscription has ended with it.
  if (!subscription || (!topic && commits?.length === 0)) {
    group.subscriptions.delete(topicName);
    return null;
  }
  const ends = observation.ends.get(topicName);
  const size = Math.max(topic?.metadata.partitions.length ?? 0, subscription.partitions.length);
  // No commit of a group that nobody stands for is no news: its coordinator may just be moving.
  const tells = commits !== null && isVouchedFor(seen);
  const committed = new BigInt64Array(size).fill(tells ? NO_COMMIT : NOT_OBSERVED);
  const totals = emptyTotals();
  const exceptions: PartitionException[] = [];
  const subscribed = group.subscribedTopics === null ? null : group.subscribedTopics.has(topicName);
  const held = input.assigned?.get(topicName);
  const readCommitted = context.isReadCommitted(seen.groupId);
  let moved = false;
  let concerned = 0;

  for (let partition = 0; partition < size; partition++) {
    const commit = commits?.[partition];
    if (commit) committed[partition] = commit.errorCode === 0 ? commit.committedOffset : NOT_OBSERVED;
    const before = subscription.partitions[partition];
    const isHeld = held?.has(partition) ?? false;
    // Ours is a partition with a commit now or before, in somebody's assignment, or of a topic the group subscribes to.
    const subscribedNow = subscribed === true && input.assigned !== null;
    if (!commit && !isHeld && !subscribedNow && (!before || (tells && hasLeft(before, input)))) {
      subscription.partitions[partition] = undefined;
      continue;
    }
    concerned++;
    const highWatermark = observed(ends?.highWatermark[partition]);
    const lastStable = observed(ends?.lastStable[partition]);
    const reading: PartitionReading = {
      committed: commit ? committedReading(commit) : tells ? null : undefined,
      logStart: observed(ends?.logStart[partition]),
      end: readCommitted ? lastStable : highWatermark,
      highWatermark,
      lastStable,
      lastStableSinceMs: topic?.lastStableSinceMs[partition] ?? nowMs,
      subscribed,
      assigned: input.assigned === null ? null : isHeld,
    };
    const verdict = judgePartition(reading, before, context.rules, nowMs);
    moved ||= before !== undefined && verdict.memory.movedAtMs === nowMs;
    subscription.partitions[partition] = verdict.memory;
    addPartition(totals, verdict.state, verdict.lag);
    if (verdict.state === 'ok' && !verdict.unassigned && !readCommitted) continue;
    const failure = verdict.state === 'unknown' ? whyUnknown(input, topic, ends, partition, commit) : null;
    const exception = exceptionOf(partition, reading, verdict, context, { topic, failure, readCommitted, commit });
    if (exception) exceptions.push(exception);
  }
  if (concerned === 0) {
    group.subscriptions.delete(topicName);
    return null;
  }
  const key = subscription.topic;
  return {
    now: {
      group: seen.groupId,
      topic: key,
      partitions: size,
      lag: totals.lag,
      knownPartitions: totals.knownPartitions,
      totalPartitions: totals.totalPartitions,
      worstRank: totals.worstRank,
      states: totals.states,
      exceptions,
    },
    samples: commits && topic ? { group: seen.groupId, topic: key, committed } : null,
    totals,
    moved,
  };
}

/** The memory of this subscription; begun anew when the topic is another one under the same name. Null if never known. */
function subscriptionMemory(
  group: GroupMemory,
  topicName: string,
  topic: TopicMemory | undefined,
): SubscriptionMemory | null {
  const before = group.subscriptions.get(topicName);
  if (!topic) return before ?? null;
  if (before?.topic.kafkaTopicId === topic.key.kafkaTopicId) return before;
  const begun: SubscriptionMemory = { topic: topic.key, partitions: [] };
  group.subscriptions.set(topicName, begun);
  return begun;
}

/** Index = partition. */
type Commits = (CommittedPartition | undefined)[];

/** Commits by topic and partition; null when the coordinator did not tell. A commit of -1 is how some answers say "none". */
export function commitsByTopic({ commits }: GroupObservation): Map<string, Commits> | null {
  if (!commits?.ok) return null;
  const found = new Map<string, Commits>();
  for (const { name, partitions } of commits.value) {
    const ofTopic = found.get(name) ?? [];
    found.set(name, ofTopic);
    for (const commit of partitions) {
      if (commit.committedOffset >= 0n || commit.errorCode !== 0) ofTopic[commit.partitionIndex] = commit;
    }
  }
  return found;
}

const committedReading = ({ errorCode, committedOffset }: CommittedPartition): bigint | undefined =>
  errorCode === 0 ? committedOffset : undefined;

/**
 * Whether the group has nothing more to do with a partition that has no commit and that no member reads: it never
 * committed there and subscribes to other topics now, or it left long ago and the offsets went the way of all that is left.
 */
const hasLeft = (before: PartitionMemory, { assigned }: SubscriptionInput): boolean =>
  before.state === 'inactive' || (before.committed === null && assigned !== null);

const observed = (value: bigint | undefined): bigint | undefined => (value === NOT_OBSERVED ? undefined : value);

function whyUnknown(
  { seen, failure }: SubscriptionInput,
  topic: TopicMemory | undefined,
  ends: TopicEnds | undefined,
  partition: number,
  commit: CommittedPartition | undefined,
): Failure {
  if (commit && commit.errorCode !== 0) return kafkaFailure(commit.errorCode, seen.coordinator);
  if (!commit && !isVouchedFor(seen)) return failure ?? notListed(seen.coordinator);
  if (!seen.commits?.ok)
    return failure ?? fail('NOT_READ', 'the coordinator of this group did not answer', seen.coordinator).failure;
  if (!topic) return ABSENT_TOPIC;
  const known = ends?.failures.get(partition);
  if (known) return known;
  const leader = topic.metadata.partitions[partition]?.leader ?? null;
  if (leader === null) return fail('LEADER_NOT_AVAILABLE', 'the partition is offline: it has no leader').failure;
  return fail('NOT_READ', `broker ${leader}, its leader, did not answer`, leader).failure;
}

function exceptionOf(
  partition: number,
  reading: PartitionReading,
  verdict: PartitionVerdict,
  { memory }: GroupContext,
  {
    topic,
    failure,
    readCommitted,
    commit,
  }: {
    topic: TopicMemory | undefined;
    failure: Failure | null;
    readCommitted: boolean;
    commit: CommittedPartition | undefined;
  },
): PartitionException | null {
  const settings = topic && memory.slow.configs.get(topic.key.kafkaTopicId);
  const policy = settings?.ok ? settings.value.find(({ name }) => name === 'cleanup.policy')?.value : undefined;
  const removedOnPurpose = policy === 'compact' || (topic?.key.name.endsWith('-repartition') ?? false);
  const topicName = topic?.key.name ?? '';
  const transaction = memory.slow.transactions.get(partitionKey(topicName, partition)) ?? null;
  const reason = reasonFor(reading, verdict, {
    failure,
    removedOnPurpose,
    readCommitted,
    transaction,
    topic: topicName,
    partition,
  });
  if (verdict.state === 'ok' && reason === null) return null;
  return {
    partition,
    state: verdict.state,
    sinceMs: verdict.memory.sinceMs,
    lag: verdict.lag?.toString() ?? null,
    lagIsLastKnown: verdict.lagIsLastKnown,
    reason,
    metadata: commit?.metadata || null,
  };
}
