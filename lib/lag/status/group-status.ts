import { dangerRank, type RebalancePatience, type Status, severityOf, statusOf } from './status.ts';

/** Partitions by status; absent means none. */
export type StatusCounts = Partial<Record<Status, number>>;

export interface GroupVerdict {
  status: Status;
  /** Place in the order of danger (status.ts). */
  rank: number;
}

/** The worst of these statuses by danger; null without any. `rebalancingForMs`: how long the group rebalances. */
export function worstStatus(
  counts: StatusCounts,
  rebalancingForMs: number,
  patience: RebalancePatience,
): GroupVerdict | null {
  let worst: GroupVerdict | null = null;
  for (const name of Object.keys(counts)) {
    const status = statusOf(name);
    if (status === null) continue;
    const rank = dangerRank(status, severityOf(status, rebalancingForMs, patience));
    if (worst === null || rank < worst.rank) worst = { status, rank };
  }
  return worst;
}
