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
  /** Partitions missing from the sums of each bucket; left out where every bucket has all of them. */
  unknown?: number[];
}

/** A sum over partitions at one poll, and how many of them it holds. */
export interface PartialSum {
  sum: number;
  known: number;
  unknown: number;
}

/** Collects the sums of one series into the buckets of an axis. */
export interface BucketSink {
  /** A sum over no known partition is no value. */
  add(bucket: number, value: PartialSum): void;
  values(): BucketedValues;
}

/**
 * An empty sink. A bucket is made of its polls with the fewest unknown partitions alone: a sum with a hole in it is
 * smaller, and beside whole ones it would look like progress.
 */
export function bucketSink({ buckets }: BucketAxis): BucketSink {
  const min = new Float64Array(buckets).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(buckets).fill(Number.NEGATIVE_INFINITY);
  const total = new Float64Array(buckets);
  const polls = new Uint32Array(buckets);
  const unknown = new Uint32Array(buckets);
  const restart = (bucket: number) => {
    min[bucket] = Number.POSITIVE_INFINITY;
    max[bucket] = Number.NEGATIVE_INFINITY;
    total[bucket] = 0;
    polls[bucket] = 0;
  };
  return {
    add(bucket, value) {
      if (value.known === 0) return;
      const fewest = polls[bucket] === 0 ? value.unknown : (unknown[bucket] ?? 0);
      if (value.unknown > fewest) return;
      if (value.unknown < fewest) restart(bucket);
      unknown[bucket] = value.unknown;
      if (value.sum < (min[bucket] ?? 0)) min[bucket] = value.sum;
      if (value.sum > (max[bucket] ?? 0)) max[bucket] = value.sum;
      total[bucket] = (total[bucket] ?? 0) + value.sum;
      polls[bucket] = (polls[bucket] ?? 0) + 1;
    },
    values() {
      const perBucket = (of: (bucket: number) => number) =>
        Array.from(polls, (count, bucket) => (count === 0 ? null : of(bucket)));
      return {
        min: perBucket((bucket) => min[bucket] ?? 0),
        avg: perBucket((bucket) => tenths((total[bucket] ?? 0) / (polls[bucket] ?? 1))),
        max: perBucket((bucket) => max[bucket] ?? 0),
        ...(unknown.some((count) => count > 0) ? { unknown: [...unknown] } : {}),
      };
    },
  };
}

/** Rounded to one decimal: finer than a chart can show, and short in JSON. */
export function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
