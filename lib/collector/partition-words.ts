import type { PartitionException } from '#lib/history/contract.ts';
import type { CommittedPartition } from '#lib/kafka/commits.ts';
import { type Failure, fail, kafkaFailure } from '#lib/kafka/failure.ts';
import type { PartitionReading, PartitionVerdict } from '#lib/lag/partition.ts';
import { reasonFor, withLowerBound } from '#lib/lag/reason.ts';
import { withRemoteRead } from '#lib/lag/remote-read.ts';
import type { SharePartitionReading } from '#lib/lag/share-partition.ts';
import { shareReasonFor } from '#lib/lag/share-reason.ts';
import { isCaughtUp } from '#lib/lag/unread.ts';
import { returnWords } from '#lib/replication/return.ts';
import { nothingUnreadNow } from './assemble-unread.ts';
import { type ClusterMemory, partitionKey, type TopicMemory } from './memory.ts';
import { isVouchedFor, notListed } from './observation.ts';
import type { SubscriptionView } from './subscription-view.ts';

const ABSENT_TOPIC = fail(
  'TOPIC_NOT_FOUND',
  'the topic is not in the cluster metadata: deleted, or no permission to Describe it',
).failure;

/** One partition that the rules have judged. */
export interface JudgedPartition {
  partition: number;
  commit: CommittedPartition | undefined;
  reading: PartitionReading;
  /** Of a partition of a share group. */
  shared: SharePartitionReading | null;
  verdict: PartitionVerdict;
  /** Its lag is a lower bound. */
  atLeast: boolean;
  /** The local log start before which the next record lies, in remote storage; null where it does not. */
  remote: bigint | null;
}

/** What the page must say of a partition; null where it is plainly ok. */
export function exceptionFor(view: SubscriptionView, judged: JudgedPartition): PartitionException | null {
  const { reading, shared, verdict, atLeast, remote } = judged;
  const isPlain = verdict.state === 'ok' && !verdict.unassigned && !isCaughtUp(reading.unread);
  if (isPlain && !view.readCommitted && !shared && !atLeast && remote === null) return null;
  const failure = verdict.state === 'unknown' ? whyUnknown(view, judged) : null;
  const ofState = shared ? shareReasonFor(shared, verdict, failure) : reasonOf(view, judged, failure);
  const said = remote === null ? ofState : withRemoteRead(ofState, remote);
  if (verdict.state === 'ok' && said === null && !atLeast) return null;
  return {
    partition: judged.partition,
    state: verdict.state,
    sinceMs: verdict.memory.sinceMs,
    lag: verdict.lag?.toString() ?? null,
    lagIsLastKnown: verdict.lagIsLastKnown,
    reason: atLeast ? withLowerBound(said) : said,
    metadata: judged.commit?.metadata || null,
    ...nothingUnreadNow(reading),
    ...(atLeast && { lagIsAtLeast: true }),
    ...(remote !== null && { readsRemote: true }),
  };
}

function whyUnknown(
  { input: { seen, failure }, topic, ends }: SubscriptionView,
  { partition, commit }: JudgedPartition,
): Failure {
  if (topic?.metadata.failure) return topic.metadata.failure;
  if (commit && commit.errorCode !== 0) return kafkaFailure(commit.errorCode, seen.coordinator);
  if (!commit && !isVouchedFor(seen)) return failure ?? notListed(seen.coordinator);
  if (!seen.commits?.ok)
    return failure ?? fail('NOT_READ', 'the coordinator of this group did not answer', seen.coordinator).failure;
  if (!topic) return ABSENT_TOPIC;
  const known = ends?.failures.get(partition);
  if (known) return known;
  const leader = topic.metadata.partitions[partition]?.leader ?? null;
  if (leader === null) {
    const candidates = topic.replication[partition]?.candidates ?? null;
    const back = candidates === null ? '' : `; ${returnWords(candidates)}`;
    return fail('LEADER_NOT_AVAILABLE', `the partition is offline: it has no leader${back}`).failure;
  }
  return fail('NOT_READ', `broker ${leader}, its leader, did not answer`, leader).failure;
}

function reasonOf(
  { context: { memory }, topic, readCommitted }: SubscriptionView,
  { partition, reading, verdict }: JudgedPartition,
  failure: Failure | null,
): string | null {
  const topicName = topic?.key.name ?? '';
  const transaction = memory.slow.transactions.get(partitionKey(topicName, partition)) ?? null;
  return reasonFor(reading, verdict, {
    failure,
    removedOnPurpose: isRemovedOnPurpose(memory, topic),
    readCommitted,
    transaction,
    topic: topicName,
    partition,
  });
}

/** Whether records that are gone from the start of a log were removed, not lost. */
export function isRemovedOnPurpose(memory: ClusterMemory, topic: TopicMemory | undefined): boolean {
  const settings = topic && memory.slow.configs.get(topic.key.kafkaTopicId);
  const setting = (wanted: string) =>
    settings?.ok ? (settings.value.find(({ name }) => name === wanted)?.value ?? undefined) : undefined;
  // A log that keeps everything for ever begins later only where somebody deleted records, as Kafka Streams does.
  const keepsAll = setting('retention.ms') === '-1' && setting('retention.bytes') === '-1';
  const isRepartition = topic?.key.name.endsWith('-repartition') ?? false;
  return setting('cleanup.policy') === 'compact' || keepsAll || isRepartition;
}
