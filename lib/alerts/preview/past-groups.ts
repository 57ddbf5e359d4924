import { z } from 'zod';
import type { Transaction } from '#lib/db/database.ts';
import { HOUR_MS } from '#lib/history/hours.ts';
import type { HourColumns } from '#lib/history/read/columns.ts';
import { readHours } from '#lib/history/read/hours.ts';
import { wantedPositions } from '#lib/history/read/lag-subscriptions.ts';
import { outsideTotalsSince } from '#lib/history/read/outside-totals.ts';
import { type PartitionHour, readPartitionHours } from '#lib/history/read/partition-hours.ts';
import { type SubscriptionRef, subscriptionsOfAll } from '#lib/history/read/subscriptions.ts';
import { readSums } from '#lib/history/read/sum-hours.ts';
import { readWorstTimeLags, type WorstTimeLags } from '#lib/history/read/worst-time-lags.ts';
import { matches } from '../patterns.ts';
import type { RuleDefinition } from '../rule-schema.ts';
import { type Thresholds, thresholdsOf } from '../threshold.ts';
import type { Past } from './past.ts';
import type { PastSighting, SavedReplay } from './replay.ts';
import { type SeenHour, SeenHours } from './seen-hours.ts';
import { type OutsideFrom, SeenLags, type Together } from './seen-lags.ts';
import type { HourTold, Look } from './walk.ts';

/** One of the groups that a rule is over. */
export interface GroupOf {
  id: number;
  name: string;
  partitions: number;
}

/** What a rule is over that partitions tell of: a group, or one topic of it. */
export interface PartitionTarget {
  group: string;
  topic: string | null;
  subscriptions: readonly SubscriptionRef[];
  partitions: number;
}

/** Where in the middle of a group another part goes on. */
export interface Within {
  group: string;
  topic: string | null;
  atMs: number;
  saved: SavedReplay;
}

/** How the hours of targets are told, and their polls looked at. */
export interface PartitionPast {
  targets: readonly PartitionTarget[];
  hourAt(target: number, hourMs: number): HourTold | undefined;
  look(target: PartitionTarget): Look;
}

const UNKNOWN: PastSighting = { truth: 'unknown', isClear: false, value: null };
const NOTHING: PastSighting = { truth: 'none', isClear: false, value: null };

/** The targets of a rule over lag, or over time lag, in these groups, with what their sealed hours tell from `fromMs` on. */
export async function partitionPast(
  tx: Transaction,
  groups: readonly GroupOf[],
  rule: RuleDefinition,
  past: Past,
  fromMs: number,
): Promise<PartitionPast> {
  const { condition } = rule;
  const ids = groups.map(({ id }) => id);
  const targets = targetsOf(groups, await subscriptionsOfAll(tx, ids), rule);
  const outside = await outsideTotalsSince(tx, ids);
  const together = condition.metric === 'time-lag' || condition.aggregation === 'worst-partition' ? 'largest' : 'sum';
  const bounds = await boundsOf(tx, targets, { ...past, fromMs }, outside, together);
  if (condition.metric === 'time-lag') {
    const gaps = condition.commitGaps === 0 ? new Map<number, number>() : await commitGapsOf(tx, ids);
    return {
      targets,
      // Whoever has read all is not behind; of how old an unread record is the hours tell nothing.
      hourAt: (index, hourMs) => told(bounds[index]?.get(hourMs), 0, NONE_HELD),
      look: (target) => lookAtTimeLag(tx, target, past, outside, limitsOf(condition, target, gaps)),
    };
  }
  const { threshold: fire, clearThreshold: clear } = condition;
  const held = rule.noData.policy === 'resolve' ? NONE_HELD : await heldHours(tx, bounds, fire);
  return {
    targets,
    hourAt: (index, hourMs) => told(bounds[index]?.get(hourMs), fire, held),
    look: (target) => lookAtLag(tx, target, past, outside, { limits: { fire, clear }, together }),
  };
}

function targetsOf(
  groups: readonly GroupOf[],
  byGroup: ReadonlyMap<number, readonly SubscriptionRef[]>,
  { topics, condition }: RuleDefinition,
): PartitionTarget[] {
  return groups.flatMap(({ id, name: group, partitions }): PartitionTarget[] => {
    const subscriptions = (byGroup.get(id) ?? []).filter(({ topic }) => matches(topics, topic));
    if (condition.aggregation !== 'per-topic') return [{ group, topic: null, subscriptions, partitions }];
    // A topic that was recreated is the same one to whoever reads its name.
    const byTopic = [...Map.groupBy(subscriptions, ({ topic }) => topic)];
    return byTopic
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([topic, ofTopic]) => ({ group, topic, subscriptions: ofTopic, partitions }));
  });
}

/** Over all partitions of a target in one hour. */
interface HourBounds {
  /** The value is at no poll larger. */
  most: number;
  /** The largest of what was the least of each, and whose that was. */
  least: number;
  leastOf: number;
  /** Partitions of each subscription that were there. */
  partitions: Map<number, number>;
  hourMs: number;
}

async function boundsOf(
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

const NONE_HELD: ReadonlySet<HourBounds> = new Set();

function told(bounds: HourBounds | undefined, fire: number, held: ReadonlySet<HourBounds>): HourTold | undefined {
  if (bounds === undefined) return undefined;
  return { isQuiet: bounds.most <= fire, heldAt: held.has(bounds) ? bounds.most : null };
}

/** Hours in which one partition was above the threshold all the time, none having been left out or unknown for longer than is carried. */
async function heldHours(
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

/** Partitions whose positions of an hour are in memory together, but for those of one topic. */
const PARTITIONS_TOGETHER = 2_000;

/** The subscriptions of a target, so many at a time that their positions have room. */
function batchesOf({ subscriptions, partitions }: PartitionTarget): SubscriptionRef[][] {
  const wide = Math.max(1, partitions / Math.max(1, subscriptions.length));
  const size = Math.max(1, Math.floor(PARTITIONS_TOGETHER / wide));
  return Array.from({ length: Math.ceil(subscriptions.length / size) }, (_, nth) =>
    subscriptions.slice(nth * size, (nth + 1) * size),
  );
}

/** Lag by partition at each poll, as the poll itself had it. */
function lookAtLag(
  tx: Transaction,
  target: PartitionTarget,
  { clusterId, carryMs }: Past,
  outside: ReadonlyMap<number, OutsideFrom>,
  { limits, together }: { limits: Thresholds; together: Together },
): Look {
  const batches = batchesOf(target).map((subscriptions) => ({
    subscriptions,
    lags: new SeenLags(subscriptions.length, carryMs, together),
  }));
  return async (fromMs, toMs, see) => {
    const seen = new SeenHours();
    for (const { subscriptions, lags } of batches) {
      const wanted = wantedPositions(subscriptions, { readCommitted: false });
      await readHours(tx, { clusterId, fromMs, toMs }, wanted, (hour) => {
        for (const [nth, { subscriptionId }] of subscriptions.entries()) {
          lags.add(hour, nth, seen.at(hour), outside.get(subscriptionId));
        }
      });
    }
    const readingOf = (worst: number) => ({ value: worst < 0 ? null : worst, isBound: false });
    tellAll(seen, readingOf, limits, see);
  };
}

/** Time lag at each poll, by the ends that polls saw. */
function lookAtTimeLag(
  tx: Transaction,
  target: PartitionTarget,
  { clusterId, carryMs: patienceMs }: Past,
  outside: ReadonlyMap<number, OutsideFrom>,
  limits: Thresholds,
): Look {
  const isOutside = (subscriptionId: number, partition: number) => outside.get(subscriptionId)?.has(partition) ?? false;
  const batches = batchesOf(target).map((subscriptions) => ({
    subscriptions,
    lags: new SeenLags(subscriptions.length, patienceMs, 'largest'),
  }));
  return async (fromMs, toMs, see) => {
    const seen = new SeenHours();
    for (const batch of batches) {
      const { subscriptions } = batch;
      const before = batch.lags;
      const newNote = () => {
        const noted = new SeenHours();
        batch.lags = before.copy();
        return (hour: HourColumns): SeenHour => {
          const into = noted.at(hour);
          for (const [nth, { subscriptionId }] of subscriptions.entries()) {
            batch.lags.add(hour, nth, into, outside.get(subscriptionId));
          }
          return into;
        };
      };
      const query = { clusterId, fromMs, toMs, subscriptions, patienceMs, isOutside, newNote };
      for (const hour of await readWorstTimeLags(tx, query)) addTimeLags(hour, seen.at(hour));
    }
    // As boundedMs.
    const readingOf = (worst: number) => ({
      value: worst < 0 ? null : Math.round(worst / 200) / 10,
      isBound: worst % 2 === 1,
    });
    tellAll(seen, readingOf, limits, see);
  };
}

function addTimeLags({ from, to, worst, known, unknown, note }: WorstTimeLags<SeenHour>, into: SeenHour): void {
  for (let point = from; point < to; point++) {
    const isKnown = (known[point] ?? 0) > 0;
    if (isKnown) into.value[point] = Math.max(into.value[point] ?? 0, worst[point] ?? 0);
    into.unknown[point] = (into.unknown[point] ?? 0) + (unknown[point] ?? 0) + (note.unknown[point] ?? 0);
    into.lost[point] = (into.lost[point] ?? 0) + (note.lost[point] ?? 0);
  }
}

/** Shows what each poll says, in order. */
function tellAll(
  seen: SeenHours,
  readingOf: (worst: number) => { value: number | null; isBound: boolean },
  limits: Thresholds,
  see: Parameters<Look>[2],
): void {
  for (const { atMs, from, to, value: values, unknown, lost } of seen.inOrder()) {
    for (let point = from; point < to; point++) {
      const { value, isBound } = readingOf(values[point] ?? -1);
      const sighting = sightingOf(value, isBound || (unknown[point] ?? 0) > 0, limits);
      see(atMs[point] ?? 0, { ...sighting, isLost: (lost[point] ?? 0) > 0 });
    }
  }
}

function sightingOf(value: number | null, isBound: boolean, { fire, clear }: Thresholds): PastSighting {
  if (value !== null && value > fire) return { truth: 'true', isClear: false, value };
  if (isBound) return UNKNOWN;
  return value === null ? NOTHING : { truth: 'false', isClear: value <= clear, value };
}

const gapRow = z.object({ id: z.int(), medianMs: z.number().nullable() });

/** How far apart the commits of subscriptions are now. */
async function commitGapsOf(tx: Transaction, groupIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await tx.query(
    `select subscription_id as id, (commit_gaps->>'medianMs')::float8 as "medianMs" from subscription_now
      where group_id = any($1::int4[])`,
    [groupIds],
    gapRow,
  );
  return new Map(rows.map(({ id, medianMs }) => [id, medianMs ?? 0]));
}

function limitsOf(
  condition: RuleDefinition['condition'],
  { subscriptions }: PartitionTarget,
  gaps: ReadonlyMap<number, number>,
): Thresholds {
  return thresholdsOf(
    condition,
    subscriptions.map(({ subscriptionId }) => ({
      commitGaps: { medianMs: gaps.get(subscriptionId) ?? null, longestByDay: [] },
    })),
  );
}

/** Values that are unpacked in one go: a tenth of a second of work. */
const MOST_VALUES = 4_000_000;

/** How many hours of so many partitions are looked at in one go. */
export const hoursAtOnce = (partitions: number, { intervalMs }: Past): number => {
  const inHour = Math.max(1, partitions) * (HOUR_MS / intervalMs);
  return Math.max(1, Math.min(24, Math.floor(MOST_VALUES / inHour)));
};
