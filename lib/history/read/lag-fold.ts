import { slotNumber, slotView } from '../body.ts';
import type { Place } from './layout.ts';
import type { PollSlice } from './polls.ts';

/** Receives the lag of each partition of one poll; NaN: not known. Partitions without a committed offset are left out. */
export type LagVisitor = (subscription: number, partition: number, lag: number) => void;

export interface LagFoldRules {
  /** "3 polls": how long the last known lag of a partition stands in for one that was not seen. */
  carryMs: number;
  /** Lag is counted to the last stable offset, else to the high watermark. */
  readCommitted: boolean;
}

/** How many runs of a topic's log positions the fold reads: only the last stable offset needs the third. */
export const runsOfLog = ({ readCommitted }: Pick<LagFoldRules, 'readCommitted'>): 2 | 3 => (readCommitted ? 3 : 2);

/**
 * Lag by partition out of stored positions, poll by poll in order of time. A poll's places are the committed offsets of
 * all subscriptions followed by the log positions of their topics, in the same order. A partition that a poll did not see
 * keeps its last known lag for 3 polls, then its lag is not known.
 */
export function createLagFold(
  subscriptions: number,
  { carryMs, readCommitted }: LagFoldRules,
): (poll: PollSlice, visit: LagVisitor) => void {
  const memory = Array.from({ length: subscriptions }, () => new LastKnown());
  return ({ atMs, bytes, places }, visit) => {
    const view = slotView(bytes);
    for (let subscription = 0; subscription < subscriptions; subscription++) {
      const own = places[subscription];
      const known = memory[subscription];
      if (own === undefined || known === undefined) continue;
      const log = places[subscriptions + subscription];
      known.reserve(own.partitions);
      for (let partition = 0; partition < own.partitions; partition++) {
        const lag = lagAt(view, own, log, partition, readCommitted);
        if (lag === NO_LAG) known.forget(partition);
        else visit(subscription, partition, known.settle(partition, lag, atMs, carryMs));
      }
    }
  };
}

/** The group has no committed offset: there is nothing to be behind of. */
const NO_LAG = -1;

function lagAt(view: DataView, own: Place, log: Place | undefined, partition: number, readCommitted: boolean): number {
  const committed = slotNumber(view, own.offset + partition);
  if (committed === NO_LAG) return NO_LAG;
  if (log === undefined || partition >= log.partitions) return Number.NaN;
  const first = log.offset + partition;
  const logStart = slotNumber(view, first);
  const high = slotNumber(view, first + log.partitions);
  const end = readCommitted ? high - slotNumber(view, first + 2 * log.partitions) : high;
  // What retention deleted cannot be consumed any more; a commit ahead of an end read earlier is no negative lag.
  return Math.max(0, end - Math.max(committed, logStart));
}

/** Last known lag of each partition of one subscription. */
class LastKnown {
  #lag = new Float64Array(0);
  #atMs = new Float64Array(0);

  reserve(partitions: number): void {
    if (partitions <= this.#lag.length) return;
    const lag = new Float64Array(partitions).fill(Number.NaN);
    const atMs = new Float64Array(partitions);
    lag.set(this.#lag);
    atMs.set(this.#atMs);
    this.#lag = lag;
    this.#atMs = atMs;
  }

  /** The lag to count now: the one just seen, else the last one while it is young enough. */
  settle(partition: number, lag: number, atMs: number, carryMs: number): number {
    if (!Number.isNaN(lag)) {
      this.#lag[partition] = lag;
      this.#atMs[partition] = atMs;
      return lag;
    }
    return atMs - (this.#atMs[partition] ?? 0) <= carryMs ? (this.#lag[partition] ?? Number.NaN) : Number.NaN;
  }

  forget(partition: number): void {
    this.#lag[partition] = Number.NaN;
  }
}
