import { countsInTotal, type LagState } from './state.ts';

/** Sum of lag over partitions, with how many of them it is about: never an unknown counted as zero. */
export interface LagTotals {
  /** Null when no partition is known. */
  lag: bigint | null;
  knownPartitions: number;
  /** Partitions that should be in the sum: all but the inactive ones. */
  totalPartitions: number;
  /** Some lag in the sum is a lower bound. */
  lagIsAtLeast: boolean;
  states: Partial<Record<LagState, number>>;
}

export const emptyTotals = (): LagTotals => ({
  lag: null,
  knownPartitions: 0,
  totalPartitions: 0,
  lagIsAtLeast: false,
  states: {},
});

/** Whether a partition in this state should be in the sums of its group: what nobody consumes any more is no backlog. */
export const belongsInTotal = (state: LagState): boolean => state !== 'inactive';

/** Adds one partition to `totals`, in place. `atLeast`: its lag is a lower bound. */
export function addPartition(totals: LagTotals, state: LagState, lag: bigint | null, atLeast = false): void {
  totals.states[state] = (totals.states[state] ?? 0) + 1;
  if (!belongsInTotal(state)) return;
  totals.totalPartitions++;
  if (lag === null || !countsInTotal(state)) return;
  totals.knownPartitions++;
  totals.lag = (totals.lag ?? 0n) + lag;
  totals.lagIsAtLeast ||= atLeast;
}

/** Adds so many partitions that are ok, with their lag together, in place. */
export function addUsual(totals: LagTotals, partitions: number, lag: number): void {
  if (partitions === 0) return;
  addPartition(totals, 'ok', BigInt(lag));
  const others = partitions - 1;
  totals.states.ok = (totals.states.ok ?? 0) + others;
  totals.totalPartitions += others;
  totals.knownPartitions += others;
}

/** Adds the totals of one subscription to those of its group, in place. */
export function addTotals(
  into: LagTotals,
  { lag, knownPartitions, totalPartitions, lagIsAtLeast, states }: LagTotals,
): void {
  if (lag !== null) into.lag = (into.lag ?? 0n) + lag;
  into.knownPartitions += knownPartitions;
  into.totalPartitions += totalPartitions;
  into.lagIsAtLeast ||= lagIsAtLeast;
  for (const [state, count] of Object.entries(states) as [LagState, number][]) {
    into.states[state] = (into.states[state] ?? 0) + count;
  }
}
