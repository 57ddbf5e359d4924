/** The shared time axis of a chart: bucket i covers [fromMs + i * bucketMs, fromMs + (i + 1) * bucketMs). */
export interface BucketAxis {
  fromMs: number;
  toMs: number;
  bucketMs: number;
  buckets: number;
}

/**
 * At most `points` buckets over [fromMs, toMs). They are whole poll intervals long, so that each holds as many polls as
 * the next, and begin at multiples of their length, so that a chart that is refreshed does not change what it has shown.
 */
export function bucketAxis(range: { fromMs: number; toMs: number; points: number; intervalMs: number }): BucketAxis {
  const { toMs, points, intervalMs } = range;
  // One fewer than asked for: moving the start to a multiple can add one.
  const atLeastMs = (toMs - range.fromMs) / Math.max(1, points - 1);
  const bucketMs = intervalMs * Math.max(1, Math.ceil(atLeastMs / intervalMs));
  const fromMs = Math.floor(range.fromMs / bucketMs) * bucketMs;
  return { fromMs, toMs, bucketMs, buckets: Math.ceil((toMs - fromMs) / bucketMs) };
}

/** Index of the bucket an instant falls into. */
export function bucketAt(axis: BucketAxis, atMs: number): number {
  return Math.floor((atMs - axis.fromMs) / axis.bucketMs);
}

/** Minimum, mean and maximum per bucket; null where nothing fell into it. */
export interface BucketedValues {
  min: (number | null)[];
  avg: (number | null)[];
  max: (number | null)[];
}

/** Collects the values of one series into the buckets of an axis. */
export interface BucketSink {
  add(bucket: number, value: number): void;
  values(): BucketedValues;
}

/** An empty sink. */
export function bucketSink({ buckets }: BucketAxis): BucketSink {
  const min = new Float64Array(buckets).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(buckets).fill(Number.NEGATIVE_INFINITY);
  const sum = new Float64Array(buckets);
  const count = new Uint32Array(buckets);
  return {
    add(bucket, value) {
      if (value < (min[bucket] ?? 0)) min[bucket] = value;
      if (value > (max[bucket] ?? 0)) max[bucket] = value;
      sum[bucket] = (sum[bucket] ?? 0) + value;
      count[bucket] = (count[bucket] ?? 0) + 1;
    },
    values() {
      const perBucket = (of: (bucket: number) => number) =>
        Array.from(count, (polls, bucket) => (polls === 0 ? null : of(bucket)));
      return {
        min: perBucket((bucket) => min[bucket] ?? 0),
        avg: perBucket((bucket) => tenths((sum[bucket] ?? 0) / (count[bucket] ?? 1))),
        max: perBucket((bucket) => max[bucket] ?? 0),
      };
    },
  };
}

/** Rounded to one decimal: finer than a chart can show, and short in JSON. */
export function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
