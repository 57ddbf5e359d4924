import type { Place } from './cause.ts';
import type { Evidence, Member, PartitionEvidence } from './evidence.ts';

/** Records wait here for longer than commits are apart. */
export const isBehind = (partition: PartitionEvidence, evidence: Evidence): boolean =>
  (partition.lag ?? 0) > 0 && partition.behindMs > evidence.behindFromMs;

/** The partitions on which the group is behind. */
export const partitionsBehind = (evidence: Evidence): PartitionEvidence[] =>
  evidence.partitions.filter((partition) => isBehind(partition, evidence));

/** After a rebalance members get this part of S before they are said to stand. */
const SETTLING_SHARE = 1 / 4;

/** Since when records wait here, somebody is there to read them, and none was committed; null where nothing waits. */
export const quietSinceMs = ({ waitingSinceMs }: PartitionEvidence, { presentSinceMs }: Evidence): number | null =>
  waitingSinceMs === null ? null : Math.max(waitingSinceMs, presentSinceMs ?? waitingSinceMs);

/** Records wait here, and none was committed for so long, by those who hold it now, that it means something. */
export function isSilent(partition: PartitionEvidence, evidence: Evidence): boolean {
  const { atMs, silentFromMs, heldSinceMs } = evidence;
  const sinceMs = quietSinceMs(partition, evidence);
  if ((partition.lag ?? 0) === 0 || sinceMs === null || atMs - sinceMs < silentFromMs) return false;
  return heldSinceMs === null || atMs - heldSinceMs >= silentFromMs * SETTLING_SHARE;
}

/** Records that wait on these partitions. */
export const lagOf = (partitions: readonly Pick<PartitionEvidence, 'lag'>[]): number =>
  partitions.reduce((sum, { lag }) => sum + (lag ?? 0), 0);

/** The part of the group's lag that these partitions hold. */
export function shareOf(partitions: readonly PartitionEvidence[], { partitions: all }: Evidence): number {
  const total = lagOf(all);
  return total === 0 ? 0 : lagOf(partitions) / total;
}

/** The partitions that a member holds. */
export function heldBy({ places }: Member, { partitions }: Evidence): PartitionEvidence[] {
  const held = new Set(places.map(keyOf));
  return partitions.filter((partition) => held.has(keyOf(partition)));
}

/** Records per second over the window, over its last part and over what is before that, for sums of `Motion`. */
export function ratesOf(partitions: readonly PartitionEvidence[], { atMs, windowFromMs, flow }: Evidence) {
  const seconds = Math.max(1, (atMs - windowFromMs) / 1000);
  const lately = Math.max(1, (atMs - latelyFrom(flow.atMs, windowFromMs, atMs)) / 1000);
  const sum = (of: (partition: PartitionEvidence) => number) => partitions.reduce((all, one) => all + of(one), 0);
  const [consumed, consumedLately] = [sum((one) => one.consumed), sum((one) => one.consumedLately)];
  return {
    produced: sum((one) => one.produced) / seconds,
    producedLately: sum((one) => one.producedLately) / lately,
    consumedLately: consumedLately / lately,
    consumedBefore: (consumed - consumedLately) / Math.max(1, seconds - lately),
  };
}

/** The last part of a window: its last third. */
export const latelyFromMs = (fromMs: number, atMs: number): number => atMs - (atMs - fromMs) / 3;

/** The poll at which the last part of the window begins. */
function latelyFrom(instants: Float64Array, fromMs: number, atMs: number): number {
  const wanted = latelyFromMs(fromMs, atMs);
  return instants.findLast((one) => one <= wanted) ?? fromMs;
}

/** A partition as one text. */
export const keyOf = ({ topic, partition }: Place): string => `${topic}/${partition}`;

/** Time around what began at an instant, so that a chart shows before and after; the window where it began earlier. */
export function timeAround(sinceMs: number | null, { atMs, windowFromMs }: Evidence): { fromMs: number; toMs: number } {
  if (sinceMs === null) return { fromMs: windowFromMs, toMs: atMs };
  return { fromMs: Math.min(windowFromMs, sinceMs - (atMs - sinceMs) / 2), toMs: atMs };
}
