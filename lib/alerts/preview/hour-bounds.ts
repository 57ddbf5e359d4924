import type { Transaction } from '#lib/db/database.ts';
import { type PartitionHour, readPartitionHours } from '#lib/history/read/partition-hours.ts';
import type { SubscriptionRef } from '#lib/history/read/subscriptions.ts';
import { readSums } from '#lib/history/read/sum-hours.ts';
import type { Past } from './past.ts';
import type { OutsideFrom, Together } from './seen-lags.ts';
import type { HourTold } from './walk.ts';

/** What a rule is over that partitions tell of: a group, or one topic of it. */
export interface PartitionTarget {
  group: string;
  topic: string | null;
  subscriptions: readonly SubscriptionRef[];
  partitions: number;
}

/** Over all partitions of a target in one hour. */
export interface HourBounds {
  /** The value is at no poll larger. */
  most: number;
  /** The largest of what was the least of each, and whose that was. */
  least: number;
  leastOf: number;
  /** Partitions of each subscription that were there. */
  partitions: Map<number, number>;
  hourMs: number;
}

/** What the sealed hours of targets tell, by target and hour. */
export async function boundsOf(
  tx: Transaction,
  targets: readonly PartitionTarget[],
  { clusterId, fromMs, sealedToMs }: Past,
  outside: ReadonlyMap<number, OutsideFrom>,
  together: Together,
): Promise<Map<number, HourBounds>[]> {
  const bounds = targets.map(() => new Map<number, HourBounds>());
  const placeOf = new Map(
    targets.flatMap(({ subscriptions }, index) => subscriptions.map(({ subscriptionId }) => [subscriptionId, index])),
  );
  const range = { clusterId, fromMs, toMs: sealedToMs };
  await readPartitionHours(tx, range, [...placeOf.keys()], (hour) => {
    const { subscriptionId, hourMs } = hour;
    const hours = bounds[placeOf.get(subscriptionId) ?? -1];
    if (hours === undefined) return;
    const of = hours.get(hourMs) ?? { most: -1, least: -1, leastOf: subscriptionId, partitions: new Map(), hourMs };
    if (widen(of, hour, together, outside.get(subscriptionId))) hours.set(hourMs, of);
  });
  return bounds;
}

/** Takes in the partitions of a subscription; false where none of them was there. */
function widen(of: HourBounds, hour: PartitionHour, together: Together, outside: OutsideFrom | undefined): boolean {
  let present = 0;
  for (let partition = 0; partition < hour.partitions; partition++) {
    const most = hour.most[partition] ?? Number.NaN;
    if (Number.isNaN(most)) continue;
    present += 1;
    const outsideFromMs = outside?.get(partition) ?? Infinity;
    if (outsideFromMs <= hour.hourMs) continue;
    // What is never known is below 0. The largest of all partitions need not have been at one moment: their sum is a bound.
    if (together === 'sum') of.most = Math.max(0, of.most) + Math.max(0, most);
    else if (most > of.most) of.most = most;
    const least = hour.least[partition] ?? Number.NaN;
    if (least <= of.least || outsideFromMs < Infinity) continue;
    of.least = least;
    of.leastOf = hour.subscriptionId;
  }
  if (present > 0) of.partitions.set(hour.subscriptionId, present);
  return present > 0;
}

export const NONE_HELD: ReadonlySet<HourBounds> = new Set();

/** What the bounds of an hour tell of a condition that holds above `fire`. */
export function told(
  bounds: HourBounds | undefined,
  fire: number,
  held: ReadonlySet<HourBounds>,
): HourTold | undefined {
  if (bounds === undefined) return undefined;
  return { isQuiet: bounds.most <= fire, heldAt: held.has(bounds) ? bounds.most : null };
}

/** Hours in which one partition was above the threshold all the time, none having been left out or unknown for longer than is carried. */
export async function heldHours(
  tx: Transaction,
  bounds: readonly ReadonlyMap<number, HourBounds>[],
  fire: number,
): Promise<Set<HourBounds>> {
  const above = bounds.flatMap((hours) => [...hours.values()].filter(({ least }) => least > fire));
  const byPlace = new Map(above.map((one) => [`${one.leastOf} ${one.hourMs}`, one]));
  const held = new Set<HourBounds>();
  const wanted = above.map(({ leastOf: subscriptionId, hourMs }) => ({ subscriptionId, hourMs }));
  await readSums(tx, wanted, ({ subscriptionId, hourMs }, { known, unknown }) => {
    const one = byPlace.get(`${subscriptionId} ${hourMs}`);
    const partitions = one?.partitions.get(subscriptionId);
    if (one === undefined || unknown.some((count) => count > 0)) return;
    if (known.every((count) => count === partitions)) held.add(one);
  });
  return held;
}
