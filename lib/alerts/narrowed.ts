import type { GroupNow, SubscriptionNow } from '#lib/history/contract.ts';
import { addTotals, emptyTotals } from '#lib/lag/totals.ts';
import type { GroupSeen } from './reading.ts';
import type { NamePatterns } from './rule.ts';

export const isAll = ({ include, exclude }: NamePatterns): boolean => include.includes('*') && exclude.length === 0;

/**
 * A group by those of its topics alone that a rule looks at; null where it has none of them, and undefined where it is not known of all
 * of them (null) whether they are meant.
 */
export function narrowed(seen: GroupSeen, isMeant: (topic: string) => boolean | null): GroupSeen | null | undefined {
  const subscriptions: SubscriptionNow[] = [];
  for (const subscription of seen.subscriptions) {
    const isOne = isMeant(subscription.topic.name);
    if (isOne === null) return undefined;
    if (isOne) subscriptions.push(subscription);
  }
  const [first] = subscriptions;
  return first === undefined ? null : { group: { ...seen.group, ...summed(first, subscriptions) }, subscriptions };
}

function summed(first: SubscriptionNow, all: readonly SubscriptionNow[]): Partial<GroupNow> {
  const totals = emptyTotals();
  for (const one of all) addTotals(totals, one);
  const worst = all.reduce((one, other) =>
    (other.dangerRank ?? Infinity) < (one.dangerRank ?? Infinity) ? other : one,
  );
  const latest = all.reduce((one, other) =>
    (other.timeLag.seconds ?? -1) > (one.timeLag.seconds ?? -1) ? other : one,
  );
  const soonest = all.reduce((one, other) =>
    (other.loss?.notBeforeMs ?? Infinity) < (one.loss?.notBeforeMs ?? Infinity) ? other : one,
  );
  const { lag, knownPartitions, totalPartitions, lagIsAtLeast, states } = totals;
  return {
    lag,
    knownPartitions,
    totalPartitions,
    lagIsAtLeast,
    states,
    status: worst.status,
    timeLag: latest.timeLag,
    loss: soonest.loss ?? first.loss,
  };
}
