/** The shared time axis of bucketed values: bucket i begins at `fromMs` + i x `bucketMs`. */
export interface BucketAxis {
  fromMs: number;
  bucketMs: number;
  buckets: number;
  /** Until when the brokers were asked: what lies behind is not missing, it has not happened yet. Null: nothing known. */
  knownUntilMs: number | null;
  /** Since when there is history at all: nothing is missing before. Null: there is none. */
  knownFromMs: number | null;
}

/** A run of buckets, `end` not included. */
export interface BucketRun {
  start: number;
  end: number;
}

/** The middle of a bucket: where its value is drawn. */
export function bucketMiddle(axis: BucketAxis, index: number): number {
  return axis.fromMs + (index + 0.5) * axis.bucketMs;
}

/** The bucket an instant falls into, or null outside the axis. */
export function bucketAt(axis: BucketAxis, atMs: number): number | null {
  const index = Math.floor((atMs - axis.fromMs) / axis.bucketMs);
  return index >= 0 && index < axis.buckets ? index : null;
}

/** How many buckets have begun by the newest poll: only in these can something be missing. */
export function begunBuckets(axis: BucketAxis): number {
  if (axis.knownUntilMs === null) return 0;
  const begun = Math.floor((axis.knownUntilMs - axis.fromMs) / axis.bucketMs) + 1;
  return Math.max(0, Math.min(axis.buckets, begun));
}

/** The first bucket in which something can be missing. */
export function firstKnownBucket({ knownFromMs, fromMs, bucketMs }: BucketAxis): number {
  return knownFromMs === null ? 0 : Math.max(0, Math.floor((knownFromMs - fromMs) / bucketMs));
}

/** The runs of begun buckets in which no series has a value: gaps, to be drawn as gaps and never as zero. */
export function gapRuns(axis: BucketAxis, series: readonly (readonly (number | null)[])[]): BucketRun[] {
  const end = begunBuckets(axis);
  const first = firstKnownBucket(axis);
  const runs = runsWhere(end, (i) => i >= first && series.every((values) => (values[i] ?? null) === null));
  // The newest bucket has begun but its poll may still be under way: alone it is no gap.
  return runs.filter((run) => run.start < end - 1);
}

/** The runs of buckets in which the sum of some series misses partitions. */
export function partialRuns(axis: BucketAxis, unknown: readonly (readonly number[] | undefined)[]): BucketRun[] {
  return runsWhere(axis.buckets, (i) => unknown.some((counts) => (counts?.[i] ?? 0) > 0));
}

/** The runs of [0, count) for which a condition holds. */
function runsWhere(count: number, holds: (index: number) => boolean): BucketRun[] {
  const runs: BucketRun[] = [];
  for (let i = 0; i < count; i++) {
    if (!holds(i)) continue;
    const last = runs.at(-1);
    if (last?.end === i) last.end = i + 1;
    else runs.push({ start: i, end: i + 1 });
  }
  return runs;
}

/** A line in two: where its sums are whole, and where they miss partitions, with the neighbours to which that joins. */
export function splitPartial(
  values: readonly (number | null)[],
  unknown: readonly number[] | undefined,
): { whole: readonly (number | null)[]; partial: readonly (number | null)[] | null } {
  if (unknown === undefined) return { whole: values, partial: null };
  const misses = (i: number) => (unknown[i] ?? 0) > 0;
  return {
    whole: values.map((value, i) => (misses(i) ? null : value)),
    partial: values.map((value, i) => (misses(i - 1) || misses(i) || misses(i + 1) ? value : null)),
  };
}

/** The newest value and its bucket, or null where there is none. */
export function lastValue(values: readonly (number | null)[]): { index: number; value: number } | null {
  for (let index = values.length - 1; index >= 0; index--) {
    const value = values[index] ?? null;
    if (value !== null) return { index, value };
  }
  return null;
}

/** The largest value, 0 where there is none. */
export function largest(series: readonly (readonly (number | null)[])[]): number {
  let max = 0;
  for (const values of series) for (const value of values) if (value !== null && value > max) max = value;
  return max;
}

/** True for a value with none on either side: a line cannot show it, a dot must. */
export function isAlone(values: readonly (number | null)[], index: number): boolean {
  const at = (i: number) => values[i] ?? null;
  return at(index) !== null && at(index - 1) === null && at(index + 1) === null;
}
