import type { FlowNow, HotPartitionNow } from '#lib/history/contract.ts';
import { sumOfFlows } from '#lib/lag/flow-sum.ts';
import type { Flows } from '#lib/lag/flow-window.ts';
import { advanceHot, type HotSince, hotFrom, standingOut } from '#lib/lag/hot-partition.ts';
import { lagCourse, UNKNOWN_COURSE } from '#lib/lag/lag-course.ts';
import { threeDigits } from '#lib/lag/three-digits.ts';
import { partitionKey } from './memory.ts';
import { offsetAt, wordsOf } from './offset-words.ts';
import type { SubscriptionPositions } from './subscription-flow.ts';

/** How a part of a group moved up to this poll: one subscription, with what its lag is the sum of. */
export interface FlowPart {
  topic: string;
  /** Null when no partition is known: it is no part of the lag, and none of the rates. */
  lag: bigint | null;
  flows: Flows | null;
  /** Ends of some counted partition do not tell what is produced. */
  held: boolean;
  positions: SubscriptionPositions;
  logStart: BigInt64Array;
  /** What lag is counted to. */
  lagEnds: BigInt64Array;
  topicProduceRate(): number | null;
}

/** Rates, trend and drain time over the parts that have a lag; unknown as soon as one of these is. */
export function flowOf(parts: readonly FlowPart[]): FlowNow {
  const known = parts.filter(({ lag }) => lag !== null);
  const lag = known.length === 0 ? null : known.reduce((sum, part) => sum + (part.lag ?? 0n), 0n);
  const flows = known.flatMap((part) => part.flows ?? []);
  const all = flows.length === known.length;
  const longs = flows.flatMap(({ long }) => long ?? []);
  const now = all ? sumOfFlows(flows.map((one) => one.now)) : null;
  const long = longs.length === known.length ? sumOfFlows(longs) : null;
  const course = known.some(({ held }) => held)
    ? { ...UNKNOWN_COURSE, consumeRate: now?.consumeRate ?? null }
    : lagCourse(lag, now, long);
  return {
    produceRate: threeDigits(course.produceRate),
    consumeRate: threeDigits(course.consumeRate),
    lagTrend: course.trend,
    drainSeconds: threeDigits(course.drainSeconds),
  };
}

/** No lag of a group that small makes a partition hot: spares looking at each one. */
const LEAST_GROUP_LAG = BigInt(hotFrom(null));
const MOST_HOT = 5;

/** Follows which partitions stand out; those that do for 3 polls are hot, at most 5, the largest lag first. */
export function advanceHotPartitions(
  since: HotSince,
  parts: readonly FlowPart[],
  nowMs: number,
  threePollsMs: number,
): { since: HotSince; hot: HotPartitionNow[] } {
  const places = placesStandingOut(parts);
  if (places.length === 0 && since.size === 0) return { since, hot: [] };
  const next = advanceHot(
    since,
    places.map(({ topic, partition }) => partitionKey(topic, partition)),
    nowMs,
  );
  const hot = places.flatMap((place) => {
    const sinceMs = next.get(partitionKey(place.topic, place.partition)) ?? nowMs;
    const { topic, partition } = place;
    return nowMs - sinceMs >= threePollsMs ? [{ topic, partition, sinceMs }] : [];
  });
  return { since: next, hot: hot.slice(0, MOST_HOT) };
}

function placesStandingOut(parts: readonly FlowPart[]): Place[] {
  if (parts.reduce((sum, { lag }) => sum + (lag ?? 0n), 0n) <= LEAST_GROUP_LAG) return [];
  const found = standingOut(lagsOf(parts), (index) => hotFrom(placeOf(parts, index)?.part.topicProduceRate() ?? null));
  return found.flatMap((index) => placeOf(parts, index) ?? []);
}

interface Place {
  part: FlowPart;
  topic: string;
  partition: number;
}

/** Lags of the counted partitions of all parts, one after the other. */
function lagsOf(parts: readonly FlowPart[]): Float64Array {
  const lags = new Float64Array(parts.reduce((most, { positions }) => most + positions.counted.length, 0));
  let at = 0;
  for (const { positions, logStart, lagEnds } of parts) {
    const { counted, committed } = positions;
    const [commits, starts, ends] = [wordsOf(committed), wordsOf(logStart), wordsOf(lagEnds)];
    for (let partition = 0; partition < counted.length; partition++) {
      if (counted[partition] !== 1) continue;
      const from = Math.max(offsetAt(commits, partition), offsetAt(starts, partition));
      lags[at++] = Math.max(0, offsetAt(ends, partition) - from);
    }
  }
  return lags.subarray(0, at);
}

/** The counted partition whose lag is the `index`th; asked for few. */
function placeOf(parts: readonly FlowPart[], index: number): Place | null {
  let left = index;
  for (const part of parts) {
    for (const [partition, isCounted] of part.positions.counted.entries()) {
      if (isCounted === 1 && left-- === 0) return { part, topic: part.topic, partition };
    }
  }
  return null;
}
