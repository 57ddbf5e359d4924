import type { z } from 'zod';
import type { Loss, PartitionLoss } from '#lib/api/schemas/loss.ts';
import { lossJson } from '#lib/history/stored-json.ts';
import { earliestOf } from '#lib/lag/end-trail.ts';
import { byTime } from '#lib/lag/loss/not-before.ts';
import type { TimeLag } from '#lib/lag/time-lag.ts';

/** The column of group_now and subscription_now that says what is lost; what this version cannot read says nothing. */
export const lossColumn = lossJson.nullable().catch(null);
type StoredLoss = z.output<typeof lossColumn>;

/** The same as the API answers it. */
export function toLoss(loss: StoredLoss): Loss | null {
  if (loss === null) return null;
  const { notBeforeMs, likelyAtMs, offsetsExpireNotBeforeMs, isSizeUnknown, isAgeUnknown, isThreatened, ...same } =
    loss;
  return {
    ...same,
    notBefore: isoOf(notBeforeMs),
    likelyAt: isoOf(likelyAtMs),
    sizeUnknown: isSizeUnknown,
    ageUnknown: isAgeUnknown,
    threatened: isThreatened,
    offsetsExpireNotBefore: isoOf(offsetsExpireNotBeforeMs),
  };
}

/** One partition as the newest poll saw it. */
export interface ReadPartition {
  partition: number;
  state: string;
  committed: bigint | null;
  logStart: bigint | null;
  timeLag: TimeLag;
  pollMs: number;
  /** Null without one. */
  retentionMs: number | null;
  loss: StoredLoss;
}

/** What is lost of one partition. By size that is known of the partition alone which goes first. */
export function partitionLoss(one: ReadPartition): PartitionLoss {
  const { partition, state, committed, logStart, retentionMs, loss } = one;
  const gone = state === 'truncated' && committed !== null && logStart !== null ? logStart - committed : 0n;
  const deletedUnread = gone > 0n ? gone.toString() : null;
  if (loss?.kind === 'size' && loss.partition === partition) {
    return { deletedUnread, notBefore: isoOf(loss.notBeforeMs), kind: 'size' };
  }
  const earliestMs = earliestWritten(one);
  if (retentionMs === null || earliestMs === null) return { deletedUnread, notBefore: null, kind: null };
  const ofAll = loss?.kind === 'time' ? (loss.notBeforeMs ?? -Infinity) : -Infinity;
  return { deletedUnread, notBefore: isoOf(Math.max(ofAll, byTime(earliestMs, retentionMs))), kind: 'time' };
}

/** Before when its next record was not written; null without one, and where that is not known. */
function earliestWritten({ timeLag: { ms, quality }, pollMs }: ReadPartition): number | null {
  if (ms === null || ms === 0 || quality === 'at-least') return null;
  return quality === 'record-time' ? pollMs - ms : earliestOf(pollMs - ms, pollMs);
}

// An instant beyond what a date can hold is never.
const isoOf = (ms: number | null): string | null =>
  ms === null || Math.abs(ms) > 8.64e15 ? null : new Date(ms).toISOString();
