/** The shared time axis of bucketed values: bucket i begins at `fromMs` + i x `bucketMs`. */
export interface BucketAxis {
  fromMs: number;
  bucketMs: number;
  buckets: number;
  /** Until when the brokers were asked: what lies behind is not missing, it has not happened yet. Null: nothing known. */
  knownUntilMs: number | null;
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

/** The runs of begun buckets in which no series has a value: gaps, to be drawn as gaps and never as zero. */
export function gapRuns(axis: BucketAxis, series: readonly (readonly (number | null)[])[]): BucketRun[] {
  const runs: BucketRun[] = [];
  const end = begunBuckets(axis);
  let start: number | null = null;
  for (let i = 0; i <= end; i++) {
    const missing = i < end && series.every((values) => (values[i] ?? null) === null);
    if (missing && start === null) start = i;
    if (!missing && start !== null) {
      // The newest bucket has begun but its poll may still be under way: alone it is no gap.
      if (i < end || i - start > 1) runs.push({ start, end: i });
      start = null;
    }
  }
  return runs;
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
