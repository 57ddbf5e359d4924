import { slotNumber } from '#lib/history/body.ts';
import type { PartitionException } from '#lib/history/contract.ts';
import type { Place } from '#lib/history/read/layout.ts';
import type { NewestTimeLags } from '#lib/history/read/time-lags.ts';
import { countsInTotal, LAG_STATES } from '#lib/lag/state.ts';

/** Where the series of one subscription and of its topic lie in the bytes of one poll; undefined where it has none. */
export interface SubscriptionPlaces {
  committed: Place | undefined;
  /** Log start, high watermark and open, one run after the other. */
  log: Place | undefined;
}

const RUNS = { logStart: 0, highWatermark: 1, open: 2 } as const;

/** A position of a topic's log; NaN where the poll did not see it. */
export function logValue(poll: DataView, log: Place | undefined, run: keyof typeof RUNS, partition: number): number {
  if (log === undefined || partition >= log.partitions) return Number.NaN;
  return slotNumber(poll, log.offset + RUNS[run] * log.partitions + partition);
}

/** A committed offset: NaN where the poll did not see it, -1 where there is none. */
export function committedValue(poll: DataView, committed: Place | undefined, partition: number): number {
  if (committed === undefined || partition >= committed.partitions) return Number.NaN;
  return slotNumber(poll, committed.offset + partition);
}

/**
 * Lag by partition of one subscription in one poll, exact up to 2^53; NaN where it is not known or is in no total. So the sum of
 * what is known is the lag of the subscription.
 */
export function partitionLags(
  poll: DataView,
  { committed, log }: SubscriptionPlaces,
  { partitions, exceptions }: { partitions: number; exceptions: readonly PartitionException[] },
  readCommitted: boolean,
): Float64Array {
  const lags = new Float64Array(partitions);
  for (let partition = 0; partition < partitions; partition++) {
    const offset = committedValue(poll, committed, partition);
    const open = readCommitted ? logValue(poll, log, 'open', partition) : 0;
    const end = logValue(poll, log, 'highWatermark', partition) - open;
    lags[partition] = offset < 0 ? Number.NaN : Math.max(0, end - offset);
  }
  for (const exception of exceptions) {
    if (exception.partition < partitions) lags[exception.partition] = judgedLag(exception);
  }
  return lags;
}

/** What the engine said of a partition. A state this version does not know is in no total. */
function judgedLag({ state: name, lag, lagIsLastKnown }: PartitionException): number {
  const state = LAG_STATES.find((known) => known === name);
  const counts = state !== undefined && countsInTotal(state) && !lagIsLastKnown && lag !== null;
  return counts ? Number(lag) : Number.NaN;
}

/** How far behind in time a partition was in the newest poll, seconds; NaN where that is not known. */
export function secondsAt(lags: NewestTimeLags | null, subscriptionId: number, partition: number): number {
  const ms = lags?.body.at(subscriptionId, partition).ms ?? Number.NaN;
  return ms / 1000;
}
