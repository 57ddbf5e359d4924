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

/** Consecutive polls, from `from` to `to`, that fall into the same bucket. */
export interface BucketRun {
  bucket: number;
  from: number;
  to: number;
}

/** The polls from `from` to `to` of these instants by bucket, in order; without those outside the axis. */
export function bucketRuns(
  axis: BucketAxis,
  { atMs, from, to }: { atMs: Float64Array; from: number; to: number },
): BucketRun[] {
  const runs: BucketRun[] = [];
  for (let poll = from; poll < to; poll++) {
    const bucket = bucketAt(axis, atMs[poll] ?? 0);
    if (bucket < 0 || bucket >= axis.buckets) continue;
    const last = runs.at(-1);
    if (last?.bucket === bucket && last.to === poll) last.to = poll + 1;
    else runs.push({ bucket, from: poll, to: poll + 1 });
  }
  return runs;
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

/** Sums over partitions at one poll after the other, and how many partitions each holds and lacks. */
export interface Sums {
  sum: Float64Array;
  known: Float64Array;
  unknown: Float64Array;
}

/** Collects the sums of one series into the buckets of an axis. */
export interface BucketSink {
  /** A sum over no known partition is no value. */
  add(bucket: number, value: PartialSum): void;
  /** Adds the sums of the polls from `from` to `to`, all of which fall into this bucket. */
  addRun(bucket: number, sums: Sums, from: number, to: number): void;
  /** Minimum, mean and maximum of a stretch of time, which counts like one poll. */
  addSpan(bucket: number, value: { min: number; avg: number; max: number; unknown: number }): void;
  /** Takes all away that was added to this bucket. */
  clear(bucket: number): void;
  /** Nothing was added that has a value. */
  isEmpty(): boolean;
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
  const note = (bucket: number, least: number, mean: number, most: number, without: number) => {
    const fewest = polls[bucket] === 0 ? without : (unknown[bucket] ?? 0);
    if (without > fewest) return;
    if (without < fewest) restart(bucket);
    unknown[bucket] = without;
    if (least < (min[bucket] ?? 0)) min[bucket] = least;
    if (most > (max[bucket] ?? 0)) max[bucket] = most;
    total[bucket] = (total[bucket] ?? 0) + mean;
    polls[bucket] = (polls[bucket] ?? 0) + 1;
  };
  return {
    add(bucket, value) {
      if (value.known > 0) note(bucket, value.sum, value.sum, value.sum, value.unknown);
    },
    // As `note` of each poll would, with the bucket held in variables: a large chart has millions of polls.
    addRun(bucket, sums, from, to) {
      let count = polls[bucket] ?? 0;
      let fewest = count === 0 ? Number.POSITIVE_INFINITY : (unknown[bucket] ?? 0);
      let least = min[bucket] ?? 0;
      let most = max[bucket] ?? 0;
      let sum = total[bucket] ?? 0;
      for (let poll = from; poll < to; poll++) {
        if (sums.known[poll] === 0) continue;
        const without = sums.unknown[poll] ?? 0;
        if (without > fewest) continue;
        const value = sums.sum[poll] ?? 0;
        if (without < fewest) {
          fewest = without;
          least = most = value;
          sum = count = 0;
        }
        if (value < least) least = value;
        if (value > most) most = value;
        sum += value;
        count++;
      }
      if (count === 0) return;
      polls[bucket] = count;
      unknown[bucket] = fewest;
      min[bucket] = least;
      max[bucket] = most;
      total[bucket] = sum;
    },
    addSpan(bucket, value) {
      note(bucket, value.min, value.avg, value.max, value.unknown);
    },
    clear(bucket) {
      restart(bucket);
      unknown[bucket] = 0;
    },
    isEmpty: () => polls.every((count) => count === 0),
    values() {
      const values = { min: emptyBuckets(buckets), avg: emptyBuckets(buckets), max: emptyBuckets(buckets) };
      for (let bucket = 0; bucket < buckets; bucket++) {
        const count = polls[bucket] ?? 0;
        if (count === 0) continue;
        values.min[bucket] = min[bucket] ?? 0;
        values.avg[bucket] = tenths((total[bucket] ?? 0) / count);
        values.max[bucket] = max[bucket] ?? 0;
      }
      return { ...values, ...(unknown.some((count) => count > 0) ? { unknown: [...unknown] } : {}) };
    },
  };
}

const emptyBuckets = (buckets: number): (number | null)[] => new Array<number | null>(buckets).fill(null);

/** Rounded to one decimal: finer than a chart can show, and short in JSON. */
export function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
