import { countsInTotal, type LagState, rankOf } from './state.ts';

/** Sum of lag over partitions, with how many of them it is about: never an unknown counted as zero. */
export interface LagTotals {
  /** Null when no partition is known. */
  lag: bigint | null;
  knownPartitions: number;
  /** Partitions that should be in the sum: all but the inactive ones. */
  totalPartitions: number;
  /** Rank of the worst state; null without partitions. */
  worstRank: number | null;
  states: Partial<Record<LagState, number>>;
}

export const emptyTotals = (): LagTotals => ({
  lag: null,
  knownPartitions: 0,
  totalPartitions: 0,
  worstRank: null,
  states: {},
});

/** Whether a partition in this state should be in the sums of its group: what nobody consumes any more is no backlog. */
export const belongsInTotal = (state: LagState): boolean => state !== 'inactive';

/** Adds one partition to `totals`, in place. */
export function addPartition(totals: LagTotals, state: LagState, lag: bigint | null): void {
  totals.states[state] = (totals.states[state] ?? 0) + 1;
  const rank = rankOf(state);
  if (totals.worstRank === null || rank < totals.worstRank) totals.worstRank = rank;
  if (!belongsInTotal(state)) return;
  totals.totalPartitions++;
  if (lag === null || !countsInTotal(state)) return;
  totals.knownPartitions++;
  totals.lag = (totals.lag ?? 0n) + lag;
}

/** Adds the totals of one subscription to those of its group, in place. */
export function addTotals(
  into: LagTotals,
  { lag, knownPartitions, totalPartitions, worstRank, states }: LagTotals,
): void {
  if (lag !== null) into.lag = (into.lag ?? 0n) + lag;
  into.knownPartitions += knownPartitions;
  into.totalPartitions += totalPartitions;
  if (worstRank !== null && (into.worstRank === null || worstRank < into.worstRank)) into.worstRank = worstRank;
  for (const [state, count] of Object.entries(states) as [LagState, number][]) {
    into.states[state] = (into.states[state] ?? 0) + count;
  }
}
