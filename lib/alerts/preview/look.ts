import type { Transaction } from '#lib/db/database.ts';
import type { HourColumns } from '#lib/history/read/columns.ts';
import { readHours } from '#lib/history/read/hours.ts';
import { wantedPositions } from '#lib/history/read/lag-subscriptions.ts';
import type { SubscriptionRef } from '#lib/history/read/subscriptions.ts';
import { readWorstTimeLags, type WorstTimeLags } from '#lib/history/read/worst-time-lags.ts';
import type { Thresholds } from '../threshold.ts';
import type { PartitionTarget } from './hour-bounds.ts';
import type { Past } from './past.ts';
import { NOTHING, UNKNOWN } from './polls.ts';
import type { PastSighting } from './replay.ts';
import { type SeenHour, SeenHours } from './seen-hours.ts';
import { type OutsideFrom, SeenLags, type Together } from './seen-lags.ts';
import type { Look } from './walk.ts';

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
export function lookAtLag(
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
export function lookAtTimeLag(
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
