import type { CommittedPartition } from '#lib/kafka/commits.ts';
import type { TopicEnds } from '#lib/kafka/ends.ts';
import type { PartitionMemory } from '#lib/lag/partition.ts';
import { keepUsual, usualLag } from '#lib/lag/usual.ts';
import { noteStep, type SteppingSubscription } from './commit-steps.ts';
import { highWatermarkStands } from './judge-replication.ts';
import type { ClusterMemory, TopicMemory } from './memory.ts';
import { offsetAt, wordsOf } from './offset-words.ts';

interface UsualContext {
  memory: ClusterMemory;
  topic: TopicMemory;
  ends: TopicEnds;
  stepping: SteppingSubscription;
  nowMs: number;
}

/** Takes those partitions of one subscription, in one poll, that are ok as they were: the quick way for most of a cluster. */
export class UsualPartitions {
  /** How many were taken, and their lag together. */
  partitions = 0;
  lag = 0;
  /** Where the largest of them is; -1 without any. */
  worstPartition = -1;
  worstLag = -1;
  moved = false;
  /** A position fell, or was set forward: what moved is no rate. */
  fell = false;
  #context: UsualContext;
  #logStart: Uint32Array;
  #highWatermark: Uint32Array;
  #lastStable: Uint32Array;
  #localStart: Uint32Array | null;

  constructor(context: UsualContext) {
    this.#context = context;
    this.#logStart = wordsOf(context.ends.logStart);
    this.#highWatermark = wordsOf(context.ends.highWatermark);
    this.#lastStable = wordsOf(context.ends.lastStable);
    this.#localStart = context.topic.localStart && wordsOf(context.topic.localStart);
  }

  /** Takes a partition that somebody reads, as far as is known, into its memory; false where the rules must judge it. */
  take(partition: number, commit: CommittedPartition, before: PartitionMemory): boolean {
    const { memory, topic, ends, stepping, nowMs } = this.#context;
    const { committedOffset } = commit;
    if (commit.errorCode !== 0) return false;
    const committed = Number(committedOffset);
    if (this.#localStart && committed < offsetAt(this.#localStart, partition)) return false;
    const lag = usualLag(
      before,
      committed,
      offsetAt(this.#logStart, partition),
      offsetAt(this.#highWatermark, partition),
      offsetAt(this.#lastStable, partition),
    );
    if (lag < 0 || highWatermarkStands(memory, topic, partition)) return false;
    const from = before.committed;
    // Where commit and end stand apart and still, there may be nothing to read: that is looked at.
    if (lag > 0 && from === committedOffset && (topic.lastStableSinceMs[partition] ?? nowMs) < nowMs) return false;
    if (keepUsual(before, committedOffset, lag, nowMs) && from !== null) {
      this.moved = true;
      const jumped = noteStep(stepping, partition, from, committedOffset, ends.highWatermark[partition]);
      this.fell ||= jumped || committedOffset < from;
    }
    this.partitions++;
    this.lag += lag;
    if (lag > this.worstLag) {
      this.worstLag = lag;
      this.worstPartition = partition;
    }
    return true;
  }
}
