import type { Transaction } from '#lib/db/database.ts';
import type { LagGrouping } from './lag-chart.ts';
import { type LagFoldRules, runsOfLog } from './lag-fold.ts';
import type { WantedSeries } from './layout.ts';
import { partitionsOutsideTotals, type SubscriptionRef, subscriptionsOf } from './subscriptions.ts';

/** A subscription of a lag chart: its place among all of them, and which of its partitions are not counted. */
export interface Counted extends SubscriptionRef {
  index: number;
  outside: ReadonlySet<number>;
}

const NONE_OUTSIDE: ReadonlySet<number> = new Set();

/** The subscriptions of a chart. Only the sum of a group is without what is outside of its present total. */
export async function countedSubscriptions(
  tx: Transaction,
  { groupId, by }: { groupId: number; by: LagGrouping },
): Promise<Counted[]> {
  const subscriptions = await subscriptionsOf(tx, groupId);
  const outside = by === 'group' ? await partitionsOutsideTotals(tx, groupId) : new Map<number, Set<number>>();
  return subscriptions.map((one, index) => ({
    ...one,
    index,
    outside: outside.get(one.subscriptionId) ?? NONE_OUTSIDE,
  }));
}

/** Committed offsets of all subscriptions, then the log positions of their topics, as a LagFold takes them. */
export function wantedPositions(
  subscriptions: readonly SubscriptionRef[],
  rules: Pick<LagFoldRules, 'readCommitted'>,
): WantedSeries[] {
  const runs = runsOfLog(rules);
  return [
    ...subscriptions.map(({ subscriptionId }): WantedSeries => ({ kind: 's', seriesId: subscriptionId })),
    ...subscriptions.map(({ topicId }): WantedSeries => ({ kind: 't', seriesId: topicId, runs })),
  ];
}
