import type { PartitionMemory } from './partition.ts';

/** Sums of so many of these stay exact as numbers. */
const MOST_USUAL_LAG = 2 ** 36;

/**
 * Lag of a partition that was ok and still is, with nothing to time: most are in most polls, and a large cluster has 100,000 of them.
 * A quick way through the rules of judgePartition; a property holds it against them. -1: that must look. Offsets are exact below
 * 2^53 and negative where they are not known; the group subscribes to the topic and holds the partition, as far as is known.
 */
export function usualLag(
  before: PartitionMemory | undefined,
  committed: number,
  logStart: number,
  highWatermark: number,
  lastStable: number,
): number {
  if (before === undefined || before.state !== 'ok' || before.committed === null) return -1;
  if (before.aheadSinceMs !== null || before.unsubscribedSinceMs !== null || before.unassignedSinceMs !== null)
    return -1;
  const lag = highWatermark - committed;
  const isInOrder = logStart >= 0 && committed >= logStart && lag >= 0 && lastStable === highWatermark;
  return isInOrder && lag <= MOST_USUAL_LAG && highWatermark <= Number.MAX_SAFE_INTEGER ? lag : -1;
}

/** Takes a usual partition into its memory, as keepInPlace would; gives whether its commit moved. */
export function keepUsual(before: PartitionMemory, committed: bigint, lag: number, nowMs: number): boolean {
  // Each bigint is an object of its own: one that says the same is not made anew.
  if (before.lag === null || Number(before.lag) !== lag) before.lag = BigInt(lag);
  if (before.committed === committed) return false;
  before.committed = committed;
  before.movedAtMs = nowMs;
  return true;
}
