import { ABSENT } from '../chunk/special-values.ts';
import type { HourColumns } from './columns.ts';

/**
 * In a column of lag: the partition is left out, as there is no committed offset to be behind with, or one that stays ahead of the
 * log. Not known is NaN.
 */
export const LEFT_OUT = -1;

/**
 * Receives the lag of one partition at each poll of an hour, from `hour.from` to `hour.to`: at least 0, NaN where it is not
 * known, LEFT_OUT. The column is overwritten when it returns.
 */
export type LagVisitor = (partition: number, lag: Float64Array) => void;

export interface LagFoldRules {
  /**
   * "3 polls": how long the last known lag of a partition stands in for one that was not seen, and how long a commit may be ahead
   * of the log before it has no lag any more.
   */
  carryMs: number;
  /** How long a commit may be ahead, where that is another time: as what was not seen stays unknown, with a `carryMs` below 0. */
  aheadMs?: number;
  /** Lag is counted to the last stable offset, else to the high watermark. */
  readCommitted: boolean;
}

/** How many runs of a topic's log positions the fold reads: only the last stable offset needs the third. */
export const runsOfLog = ({ readCommitted }: Pick<LagFoldRules, 'readCommitted'>): 2 | 3 => (readCommitted ? 3 : 2);

/** Lag by partition out of stored positions, hour by hour in order of time. */
export interface LagFold {
  /**
   * The lag of one subscription. The hour's series are the committed offsets of all subscriptions followed by the log
   * positions of their topics, in the same order. Partitions that `isWanted` refuses, now and later, are passed over.
   */
  subscription(
    hour: HourColumns,
    subscription: number,
    visit: LagVisitor,
    isWanted?: (partition: number) => boolean,
  ): void;
}

/** A fold that knows no lag yet. A partition that a poll did not see keeps its last known lag for 3 polls. */
export function createLagFold(subscriptions: number, rules: LagFoldRules): LagFold {
  const memory = Array.from({ length: subscriptions }, () => new LastKnown());
  let lag = new Float64Array(0);
  return {
    subscription(hour, subscription, visit, isWanted = () => true) {
      const own = hour.series[subscription];
      const known = memory[subscription];
      const committed = own?.runs[0];
      if (own === undefined || committed === undefined || known === undefined) return;
      const points = hour.atMs.length;
      if (lag.length < points) lag = new Float64Array(points);
      known.reserve(own.partitions);
      const log = hour.series[subscriptions + subscription];
      for (let partition = 0; partition < own.partitions; partition++) {
        if (!isWanted(partition)) continue;
        const logPartitions = log?.partitions ?? 0;
        const start = partition * points;
        const runs = partition < logPartitions ? (log?.runs ?? []) : [];
        const isAhead = fillWithLag(lag, hour, committed, runs, start, rules.readCommitted);
        const offsets = committed.subarray(start);
        if (isAhead || known.wasAhead(partition)) {
          known.leaveOutAhead(lag, hour, partition, offsets, runs[1]?.subarray(start), rules.aheadMs ?? rules.carryMs);
        }
        known.carry(lag, hour, partition, offsets, rules.carryMs);
        visit(partition, lag);
      }
    },
  };
}

/** Lag of the column that begins at `start`, as if there were no poll but each one; gives whether some commit was ahead of the log. */
function fillWithLag(
  lag: Float64Array,
  { from, to }: HourColumns,
  committed: Float64Array,
  [logStart, high, open]: readonly Float64Array[],
  start: number,
  readCommitted: boolean,
): boolean {
  if (logStart === undefined || high === undefined) {
    for (let point = from; point < to; point++)
      lag[point] = (committed[start + point] ?? 0) < 0 ? LEFT_OUT : Number.NaN;
    return false;
  }
  let isAhead = false;
  for (let point = from, at = start + from; point < to; point++, at++) {
    const offset = committed[at] ?? 0;
    const highWatermark = high[at] ?? 0;
    const end = readCommitted ? highWatermark - (open?.[at] ?? Number.NaN) : highWatermark;
    // What retention deleted cannot be consumed any more; a commit ahead of an end read earlier is no negative lag.
    const behind = Math.max(0, end - Math.max(offset, logStart[at] ?? 0));
    lag[point] = offset < 0 ? LEFT_OUT : highWatermark === ABSENT ? Number.NaN : behind;
    isAhead ||= offset > highWatermark && highWatermark >= 0;
  }
  return isAhead;
}

/** Last known lag of each partition of one subscription, and since when its commit is ahead of the log. */
class LastKnown {
  #lag = new Float64Array(0);
  #atMs = new Float64Array(0);
  #aheadSinceMs = new Map<number, number>();

  reserve(partitions: number): void {
    if (partitions <= this.#lag.length) return;
    const lag = new Float64Array(partitions).fill(Number.NaN);
    const atMs = new Float64Array(partitions);
    lag.set(this.#lag);
    atMs.set(this.#atMs);
    this.#lag = lag;
    this.#atMs = atMs;
  }

  /** Whether it was ahead of the log when both were last known. */
  wasAhead(partition: number): boolean {
    return this.#aheadSinceMs.has(partition);
  }

  /**
   * Leaves out what has been ahead of the high watermark for 3 polls, as it has no lag then (semantics: lag, section 1); before
   * that it is 0. A poll that could not compare them says nothing of it.
   */
  leaveOutAhead(
    lag: Float64Array,
    { atMs, from, to }: HourColumns,
    partition: number,
    committed: Float64Array,
    highWatermarks: Float64Array | undefined,
    patienceMs: number,
  ): void {
    // NaN: not ahead. A number all the way, as this is done for millions of them.
    let sinceMs = this.#aheadSinceMs.get(partition) ?? Number.NaN;
    for (let point = from; point < to; point++) {
      const offset = committed[point] ?? Number.NaN;
      const highWatermark = highWatermarks?.[point] ?? Number.NaN;
      if (offset < 0 || offset <= highWatermark) sinceMs = Number.NaN;
      else if (offset > highWatermark && highWatermark >= 0) {
        const at = atMs[point] ?? 0;
        if (Number.isNaN(sinceMs)) sinceMs = at;
        if (at - sinceMs >= patienceMs) lag[point] = LEFT_OUT;
      }
    }
    if (Number.isNaN(sinceMs)) this.#aheadSinceMs.delete(partition);
    else this.#aheadSinceMs.set(partition, sinceMs);
  }

  /** Fills what is not known with the last known lag while that is young enough; a commit that is gone, or ahead, takes it along. */
  carry(
    lag: Float64Array,
    { atMs, from, to }: HourColumns,
    partition: number,
    committed: Float64Array,
    carryMs: number,
  ) {
    let last = this.#lag[partition] ?? Number.NaN;
    let lastAtMs = this.#atMs[partition] ?? 0;
    for (let point = from; point < to; point++) {
      const now = lag[point] ?? 0;
      if (now >= 0) {
        last = now;
        lastAtMs = atMs[point] ?? 0;
      } else if (now === LEFT_OUT) {
        if (committed[point] !== ABSENT) last = Number.NaN;
      } else if ((atMs[point] ?? 0) - lastAtMs <= carryMs) lag[point] = last;
    }
    this.#lag[partition] = last;
    this.#atMs[partition] = lastAtMs;
  }
}
