import { advanceLagging } from '#lib/lag/status/lagging.ts';
import { LagTrends } from '#lib/lag/status/rising.ts';
import type { WantedRows } from './lag-rows.ts';
import type { SubscriptionMemory } from './memory.ts';
import { offsetAt, wordsOf } from './offset-words.ts';

interface LaggingInput {
  subscription: SubscriptionMemory;
  partitions: number;
  committed: BigInt64Array;
  lagEnds: BigInt64Array;
  /** NaN where it is not known. */
  timeLagMs: Float64Array;
  /** The time lag from which on a partition may be LAGGING. */
  laggingFromMs: number;
  medianGapMs: number;
  windowMs: number;
  nowMs: number;
}

/** One for all subscriptions: each is done with them before the next begins. */
const trends = new LagTrends();
const wanted: WantedRows = {
  count: 0,
  partition: new Int32Array(0),
  committed: new Float64Array(0),
  end: new Float64Array(0),
  fromMs: new Float64Array(0),
};

/** Keeps, of each partition of a subscription, whether it is LAGGING; looks at the course of those alone that are far behind, or were. */
export function advanceLaggingPartitions(input: LaggingInput): void {
  const { subscription, partitions, timeLagMs, laggingFromMs, windowMs, nowMs } = input;
  const { lagging, laggingFailedSinceMs, rows } = subscription.status;
  wanted.count = 0;
  let candidates = 0;
  for (let partition = 0; partition < partitions; partition++) {
    if (!((timeLagMs[partition] ?? Number.NaN) > laggingFromMs) && lagging[partition] !== 1) continue;
    candidates++;
    want(input, partition);
  }
  if (candidates === 0) return;
  trends.begin(wanted.count, input.medianGapMs, nowMs);
  rows.follow(wanted, trends, nowMs);
  let next = 0;
  for (let partition = 0; partition < partitions; partition++) {
    const behindMs = timeLagMs[partition] ?? Number.NaN;
    const was = lagging[partition] === 1;
    if (!(behindMs > laggingFromMs) && !was) continue;
    const isWanted = next < wanted.count && wanted.partition[next] === partition;
    const rising = isWanted ? trends.isRising(next++, windowMs) : null;
    const far = Number.isNaN(behindMs) ? null : behindMs > laggingFromMs;
    const before = { lagging: was, failedSinceMs: laggingFailedSinceMs[partition] ?? Number.NaN };
    const after = advanceLagging(before, { rising, far }, windowMs, nowMs);
    lagging[partition] = after.lagging ? 1 : 0;
    laggingFailedSinceMs[partition] = after.failedSinceMs;
  }
}

/** Wants the course of a partition, unless it does not move: that is not slow, but may be about to be said to stand. */
function want(input: LaggingInput, partition: number): void {
  const { subscription, committed, lagEnds, laggingFromMs, windowMs, nowMs } = input;
  const movedAtMs = subscription.partitions[partition]?.movedAtMs ?? nowMs;
  // Half of it is more than one commit gap.
  if (nowMs - movedAtMs > laggingFromMs / 2) return;
  const position = positionOf(committed, lagEnds, partition);
  if (position === null) return;
  const index = wanted.count++;
  makeRoom(wanted.count);
  wanted.partition[index] = partition;
  wanted.committed[index] = position.committed;
  wanted.end[index] = position.end;
  wanted.fromMs[index] = Math.max(nowMs - windowMs, subscription.status.resumedAtMs[partition] || 0);
}

function positionOf(committed: BigInt64Array, lagEnds: BigInt64Array, partition: number) {
  const position = { committed: offsetAt(wordsOf(committed), partition), end: offsetAt(wordsOf(lagEnds), partition) };
  return position.committed < 0 || position.end < 0 ? null : position;
}

function makeRoom(count: number): void {
  if (count <= wanted.partition.length) return;
  const size = Math.max(64, count * 2);
  const { partition, committed, end, fromMs } = wanted;
  wanted.partition = new Int32Array(size);
  wanted.committed = new Float64Array(size);
  wanted.end = new Float64Array(size);
  wanted.fromMs = new Float64Array(size);
  wanted.partition.set(partition);
  wanted.committed.set(committed);
  wanted.end.set(end);
  wanted.fromMs.set(fromMs);
}
