import { LAG_STATS, NOT_KNOWN, TENTHS } from '../hour-stats.ts';
import { type BucketAxis, type BucketedValues, bucketAt, bucketSink } from './buckets.ts';

/** Minimum, mean and maximum of one value in one hour, NaN where it is not known, and the partitions it is without. */
export interface HourValue {
  min: number;
  avg: number;
  max: number;
  unknown: number;
}

/** The values that hour-stats.ts puts in a row from `first` on. */
export function hourValueAt(numbers: Float64Array, first: number, unknown = 0, scale = 1): HourValue {
  const at = (nth: number) => numbers[first + nth] ?? Number.NaN;
  return { min: at(0) / scale, avg: at(1) / (TENTHS * scale), max: at(2) / scale, unknown };
}

/** What the LAG_STATS of one partition say; null where it was not there in the hour. */
export function lagValueAt(stats: Float64Array, partition: number): HourValue | null {
  const first = partition * LAG_STATS;
  if (stats[first] === NOT_KNOWN) return { min: Number.NaN, avg: Number.NaN, max: Number.NaN, unknown: 1 };
  const value = hourValueAt(stats, first);
  return Number.isNaN(value.avg) ? null : value;
}

/**
 * One series of a chart by hours. Values of one hour add up: their means exactly, their minima and maxima to a bound, as
 * they need not have been at one moment.
 */
export class HourLine {
  #hours = new Map<number, HourValue>();

  /** Of a value that is not known only the partitions count that the sum is without. */
  add(hourMs: number, value: HourValue): void {
    const sum = this.#hours.get(hourMs) ?? { min: Number.NaN, avg: Number.NaN, max: Number.NaN, unknown: 0 };
    if (Number.isNaN(value.avg)) sum.unknown += value.unknown;
    else {
      sum.min = (Number.isNaN(sum.min) ? 0 : sum.min) + value.min;
      sum.avg = (Number.isNaN(sum.avg) ? 0 : sum.avg) + value.avg;
      sum.max = (Number.isNaN(sum.max) ? 0 : sum.max) + value.max;
      sum.unknown += value.unknown;
    }
    this.#hours.set(hourMs, sum);
  }

  /** True where some hour has a value. */
  get isKnown(): boolean {
    return [...this.#hours.values()].some(({ avg }) => !Number.isNaN(avg));
  }

  /** The mean of the newest hour that has one; 0 without. */
  get last(): number {
    let newestMs = 0;
    let last = 0;
    for (const [hourMs, { avg }] of this.#hours) {
      if (Number.isNaN(avg) || hourMs < newestMs) continue;
      newestMs = hourMs;
      last = avg;
    }
    return last;
  }

  /** The hours in the buckets of an axis that counts in whole hours. */
  values(axis: BucketAxis): BucketedValues {
    const sink = bucketSink(axis);
    for (const [hourMs, value] of [...this.#hours].sort(([a], [b]) => a - b)) {
      const bucket = bucketAt(axis, hourMs);
      if (bucket >= 0 && bucket < axis.buckets && !Number.isNaN(value.avg)) sink.addSpan(bucket, value);
    }
    return sink.values();
  }
}
