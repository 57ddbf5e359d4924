import { NO_COMMIT, NOT_OBSERVED, type PartitionException, type WorstLag } from '#lib/history/contract.ts';
import type { CommittedPartition } from '#lib/kafka/commits.ts';
import {
  judgePartition,
  keepInPlace,
  type PartitionMemory,
  type PartitionReading,
  type PartitionVerdict,
} from '#lib/lag/partition.ts';
import { remoteReadBefore } from '#lib/lag/remote-read.ts';
import { judgeSharePartition, type SharePartitionReading } from '#lib/lag/share-partition.ts';
import { countsInTotal, rankOf } from '#lib/lag/state.ts';
import { addPartition, addUsual, emptyTotals } from '#lib/lag/totals.ts';
import { unreadOf } from './assemble-unread.ts';
import { noteStep, type SteppingSubscription } from './commit-steps.ts';
import { highWatermarkStands } from './judge-replication.ts';
import { exceptionFor, isRemovedOnPurpose } from './partition-words.ts';
import { FLAG, WAY } from './subscription-status.ts';
import type { SubscriptionInput, SubscriptionView } from './subscription-view.ts';
import type { TopicVerdicts } from './unread-verdicts.ts';
import { UsualPartitions } from './usual-partitions.ts';

/** The partitions of one subscription in one poll, judged one after the other; index = partition. */
export class JudgedPartitions {
  /** 1 for those whose lag is part of the sum. */
  readonly counted: Uint8Array;
  /** What was read of the commits, for the history. */
  readonly committed: BigInt64Array;
  readonly totals = emptyTotals();
  readonly exceptions: PartitionException[] = [];
  /** Where the largest lag is that is part of the sum. */
  worstLag: WorstLag | null = null;
  /** With how many partitions the group has to do. */
  concerned = 0;
  /** Some committed offset changed since the poll before. */
  moved = false;
  /** A position fell, or was set forward: what moved is no rate. */
  fell = false;
  /** Where verdicts, transactions or another way of counting play a part, every partition is looked at closely. */
  readonly isPlain: boolean;
  readonly #view: SubscriptionView;
  readonly #verdicts: TopicVerdicts | null;
  readonly #stepping: SteppingSubscription;
  readonly #usual: UsualPartitions | null;
  readonly #held: ReadonlySet<number> | undefined;

  constructor(view: SubscriptionView) {
    const { context, input, subscription, topic, ends, size, tells, subscribed, readCommitted } = view;
    const { memory, nowMs, readAtMs } = context;
    const { seen, group, topicName, assigned } = input;
    this.#view = view;
    this.counted = new Uint8Array(size);
    this.committed = context.room.offsets.take(size).fill(tells ? NO_COMMIT : NOT_OBSERVED);
    this.fell = topic?.flow.fellAt(readAtMs) ?? false;
    this.#verdicts = topic ? memory.unread.ofTopic(topic.key.kafkaTopicId) : null;
    this.#stepping = { context, groupId: seen.groupId, group, topicName, subscription };
    this.isPlain = this.#verdicts === null && seen.type !== 'share' && !readCommitted && subscribed !== false;
    this.#usual =
      topic && ends && this.isPlain
        ? new UsualPartitions({ memory, topic, ends, stepping: this.#stepping, nowMs })
        : null;
    this.#held = assigned?.get(topicName);
    subscription.status.begin(size);
    for (let partition = 0; partition < size; partition++) this.#take(partition);
    this.#addUsual();
  }

  #take(partition: number): void {
    const { input, subscription, commits, tells, subscribed } = this.#view;
    const commit = commits?.[partition];
    if (commit) this.committed[partition] = commit.errorCode === 0 ? commit.committedOffset : NOT_OBSERVED;
    const before = subscription.partitions[partition];
    const isHeld = this.#held?.has(partition) ?? false;
    // Ours is a partition with a commit now or before, in somebody's assignment, or of a topic the group subscribes to.
    const subscribedNow = subscribed === true && input.assigned !== null;
    if (!commit && !isHeld && !subscribedNow && (!before || (tells && hasLeft(before, input)))) {
      subscription.partitions[partition] = undefined;
      return;
    }
    this.concerned++;
    const isInHands = isHeld || input.assigned === null || subscribed !== true;
    if (commit && before && isInHands && this.#usual?.take(partition, commit, before)) {
      this.counted[partition] = 1;
      subscription.status.way[partition] = WAY.usual;
      return;
    }
    this.#judge(partition, commit, before, isHeld);
  }

  #judge(
    partition: number,
    commit: CommittedPartition | undefined,
    before: PartitionMemory | undefined,
    isHeld: boolean,
  ): void {
    const { context, input, subscription, topic } = this.#view;
    const { memory, rules, nowMs } = context;
    const reading = this.#read(partition, commit, before, isHeld);
    const shared = input.seen.type === 'share' ? shareReading(reading, commit) : null;
    const verdict = shared
      ? judgeSharePartition(shared, before, rules, nowMs)
      : judgePartition(reading, before, rules, nowMs);
    this.#noteMove(partition, reading, verdict, before);
    if (verdict.lag !== null && countsInTotal(verdict.state)) {
      this.counted[partition] = 1;
      this.#noteLag(partition, Number(verdict.lag));
    }
    subscription.partitions[partition] = keepInPlace(before, verdict.memory);
    const endStands = highWatermarkStands(memory, topic, partition);
    const atLeast = !verdict.lagIsLastKnown && verdict.lag !== null && endStands;
    addPartition(this.totals, verdict.state, verdict.lag, atLeast);
    this.#tellStatus(partition, reading, verdict, { isHeld: isHeld || input.assigned === null, endStands });
    const remote = remoteReadBefore(verdict, reading.committed, observed(topic?.localStart?.[partition]));
    const exception = exceptionFor(this.#view, { partition, commit, reading, shared, verdict, atLeast, remote });
    if (exception !== null) this.exceptions.push(exception);
  }

  #read(
    partition: number,
    commit: CommittedPartition | undefined,
    before: PartitionMemory | undefined,
    isHeld: boolean,
  ): PartitionReading {
    const { context, input, topic, ends, tells, subscribed, readCommitted } = this.#view;
    const highWatermark = observed(ends?.highWatermark[partition]);
    const lastStable = observed(ends?.lastStable[partition]);
    const committed = commit ? committedReading(commit) : tells ? null : undefined;
    const isLookedAt = topic !== undefined && input.seen.type !== 'share';
    return {
      committed,
      logStart: observed(ends?.logStart[partition]),
      end: readCommitted ? lastStable : highWatermark,
      highWatermark,
      lastStable,
      lastStableSinceMs: topic?.lastStableSinceMs[partition] ?? context.nowMs,
      unread: isLookedAt
        ? unreadOf(context, topic, this.#verdicts, { partition, committed, upTo: lastStable }, before)
        : null,
      subscribed,
      assigned: input.assigned === null ? null : isHeld,
    };
  }

  #noteMove(
    partition: number,
    { committed: to, highWatermark }: PartitionReading,
    { memory }: PartitionVerdict,
    before: PartitionMemory | undefined,
  ): void {
    this.moved ||= before !== undefined && memory.movedAtMs === this.#view.context.nowMs;
    // A commit that had expired does not come back: another one begins.
    const from = before?.state === 'expired' ? null : before?.committed;
    const jumped =
      from != null && to != null && to !== from && noteStep(this.#stepping, partition, from, to, highWatermark);
    this.fell ||= jumped || (to != null && to < (before?.committed ?? 0n));
  }

  /** What the status of the partition is judged by, later in the poll. */
  #tellStatus(
    partition: number,
    reading: PartitionReading,
    verdict: PartitionVerdict,
    { isHeld, endStands }: { isHeld: boolean; endStands: boolean },
  ): void {
    const { context, subscription, topic } = this.#view;
    const { status } = subscription;
    const removed = verdict.state === 'truncated' && isRemovedOnPurpose(context.memory, topic);
    const flags =
      (verdict.unassigned ? FLAG.unassigned : 0) |
      (isHeld ? FLAG.held : 0) |
      (endStands ? FLAG.underMinIsr : 0) |
      (removed ? FLAG.removedOnPurpose : 0);
    status.way[partition] = isPlainlyOk(reading, verdict, flags) ? WAY.usual : WAY.judged;
    status.stateRank[partition] = rankOf(verdict.state);
    status.flags[partition] = flags;
  }

  #noteLag(partition: number, lag: number): void {
    if (lag > (this.worstLag?.lag ?? -1)) this.worstLag = { partition, lag };
  }

  #addUsual(): void {
    if (this.#usual === null) return;
    if (this.#usual.worstPartition >= 0) this.#noteLag(this.#usual.worstPartition, this.#usual.worstLag);
    addUsual(this.totals, this.#usual.partitions, this.#usual.lag);
    this.moved ||= this.#usual.moved;
    this.fell ||= this.#usual.fell;
  }
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

const shareReading = (
  { committed, logStart, highWatermark, subscribed }: PartitionReading,
  commit: CommittedPartition | undefined,
): SharePartitionReading => ({
  startOffset: committed,
  undelivered: commit?.undelivered ?? null,
  logStart,
  highWatermark,
  subscribed,
});

/** Ok, in some member's hands, and with no lag but what lies between commit and end. */
const isPlainlyOk = ({ committed, end }: PartitionReading, { state, lag }: PartitionVerdict, flags: number): boolean =>
  state === 'ok' && flags === FLAG.held && committed != null && end !== undefined && lag === end - committed;
