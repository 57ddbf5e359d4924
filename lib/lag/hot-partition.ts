const SHARE = 0.5;
const SHARE_FROM_PARTITIONS = 4;
const DEVIATIONS = 3;
const LEAST_DEVIATION = 10;
const LEAST_DEVIATION_SHARE = 0.05;
const LEAST_LAG = 1_000;
const LEAST_SECONDS = 10;

/** Smallest lag at which a partition can be hot: what its topic is given in 10 s, and 1,000. */
export function hotFrom(produceRate: number | null): number {
  return Math.max(LEAST_LAG, LEAST_SECONDS * (produceRate ?? 0));
}

/**
 * Indexes of the partitions that stand out by their lag, largest first: more than half of the group's lag (of 4 partitions or
 * more), or far above the median; and more than `from` of their topic (semantics: lag, section 3). `lags`: all partitions of
 * the group that have one.
 */
export function standingOut(lags: Float64Array, from: (index: number) => number): number[] {
  if (areAlike(lags)) return [];
  const most = Math.min(halfOf(lags), threshold(lags));
  const found: number[] = [];
  for (let index = 0; index < lags.length; index++) {
    const lag = lags[index] ?? 0;
    if (lag > most && lag > from(index)) found.push(index);
  }
  return found.sort((a, b) => (lags[b] ?? 0) - (lags[a] ?? 0));
}

/** So near to each other that none can be far from the median: spares sorting the lags of most groups. */
function areAlike(lags: Float64Array): boolean {
  let least = Number.POSITIVE_INFINITY;
  let largest = 0;
  for (const lag of lags) {
    if (lag < least) least = lag;
    if (lag > largest) largest = lag;
  }
  return largest <= least * (1 + LEAST_DEVIATION_SHARE);
}

function halfOf(lags: Float64Array): number {
  if (lags.length < SHARE_FROM_PARTITIONS) return Number.POSITIVE_INFINITY;
  return lags.reduce((sum, lag) => sum + lag, 0) * SHARE;
}

function threshold(lags: Float64Array): number {
  const middle = medianOf(lags);
  const deviation = medianOf(lags.map((lag) => Math.abs(lag - middle)));
  return middle + DEVIATIONS * Math.max(deviation, LEAST_DEVIATION_SHARE * middle, LEAST_DEVIATION);
}

/** NaN of nothing. */
function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** A partition by its topic and number, as one text. */
export type PlaceKey = string;

/** Since when partitions stand out; what does so for 3 polls is hot. */
export type HotSince = Map<PlaceKey, number>;

/** The next `since` out of the partitions that stand out now: who still does keeps its instant. */
export function advanceHot(since: HotSince, standingOutNow: readonly PlaceKey[], nowMs: number): HotSince {
  return new Map(standingOutNow.map((place) => [place, since.get(place) ?? nowMs]));
}
