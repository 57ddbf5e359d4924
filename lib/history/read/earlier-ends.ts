import type { Transaction } from '#lib/db/database.ts';
import type { EndColumns } from '#lib/lag/end-track.ts';
import { DAY_MS, HOUR_MS } from '../hours.ts';
import type { HourColumns } from './columns.ts';
import { readHours } from './hours.ts';
import type { WantedSeries } from './layout.ts';
import { pollsBegin } from './polls-begin.ts';
import type { SubscriptionRef } from './subscriptions.ts';

/** As far back as time lags that are told live know their ends. */
const MOST_MS = 7 * DAY_MS;
/** Ends are at least this part of their age apart: what is told from them is off by no more. */
const SPACING_SHARE = 0.01;

/** Positions by subscription and partition. */
export type PositionsWanted = readonly ReadonlyMap<number, number>[];

/**
 * Ends of before `toMs`, oldest first by subscription, of the partitions that `wanted` has a position of: as far back as each of these
 * positions lies, or history goes. Each look goes back twice as far as the one before.
 */
export async function endsBefore(
  tx: Transaction,
  { clusterId, toMs }: { clusterId: number; toMs: number },
  subscriptions: readonly SubscriptionRef[],
  wanted: PositionsWanted,
): Promise<EndColumns[][]> {
  const found: EndColumns[][] = subscriptions.map(() => []);
  const missing = wanted.map((positions) => new Map(positions));
  const isMissing = () => missing.some(({ size }) => size > 0);
  if (!isMissing()) return found;
  const begin = await pollsBegin(tx, clusterId);
  const oldestMs = Math.max(toMs - MOST_MS, begin?.getTime() ?? toMs);
  for (let untilMs = toMs, lengthMs = HOUR_MS; isMissing() && untilMs > oldestMs; lengthMs *= 2) {
    const range = { clusterId, fromMs: Math.max(oldestMs, untilMs - lengthMs), toMs: untilMs };
    const needed = missing.flatMap((positions, index) => (positions.size > 0 ? [index] : []));
    const looked: EndColumns[][] = needed.map(() => []);
    const topics = needed.map(
      (index): WantedSeries => ({
        kind: 't',
        seriesId: subscriptions[index]?.topicId ?? -1,
        runs: 2,
      }),
    );
    const positionsAt = (nth: number) => missing[needed[nth] ?? -1];
    await readHours(
      tx,
      range,
      topics,
      (hour) => {
        needed.forEach((_, nth) => {
          const columns = endsOf(hour, nth, [...(positionsAt(nth)?.keys() ?? [])], toMs);
          if (columns !== null) looked[nth]?.push(columns);
        });
      },
      (nth, partition) => positionsAt(nth)?.has(partition) ?? false,
    );
    needed.forEach((index, nth) => {
      const hours = looked[nth] ?? [];
      found[index] = [...hours, ...(found[index] ?? [])];
      forgetReached(missing[index], hours);
    });
    untilMs = range.fromMs;
  }
  return found;
}

/** The ends of some partitions in an hour, fewer the older; null without the topic. */
function endsOf(hour: HourColumns, nth: number, partitions: readonly number[], nowMs: number): EndColumns | null {
  const topic = hour.series[nth];
  const high = topic?.runs[1];
  if (topic === undefined || high === undefined) return null;
  const points = spaced(hour, nowMs);
  const ends = new Float64Array(topic.partitions * points.length).fill(Number.NaN);
  for (const partition of partitions) {
    if (partition >= topic.partitions) continue;
    points.forEach((point, to) => {
      ends[partition * points.length + to] = high[partition * hour.atMs.length + point] ?? Number.NaN;
    });
  }
  const atMs = Float64Array.from(points, (point) => hour.atMs[point] ?? 0);
  return { atMs, from: 0, to: points.length, partitions: topic.partitions, ends };
}

/** The polls of an hour that are far enough apart for their age, ascending. */
function spaced({ atMs, from, to }: HourColumns, nowMs: number): number[] {
  const kept: number[] = [];
  let newer = Infinity;
  for (let point = to - 1; point >= from; point--) {
    const at = atMs[point] ?? 0;
    if (newer - at < SPACING_SHARE * (nowMs - at)) continue;
    kept.push(point);
    newer = at;
  }
  return kept.reverse();
}

/** Takes out the positions that some end is not above: the log passed them later. */
function forgetReached(missing: Map<number, number> | undefined, hours: readonly EndColumns[]): void {
  missing?.forEach((position, partition) => {
    const isReached = hours.some(
      ({ ends, to, partitions }) =>
        partition < partitions &&
        ends.subarray(partition * to, (partition + 1) * to).some((end) => end >= 0 && end <= position),
    );
    if (isReached) missing.delete(partition);
  });
}
