import { packedChunk } from './chunk/chunk.ts';
import { NONE } from './chunk/special-values.ts';
import type { Sums } from './read/buckets.ts';
import type { HourColumns } from './read/columns.ts';

/** What the level of hours knows of a value: minimum, mean, maximum and last of the hour, in this order. */
export const LAG_STATS = 4;
/** Of a sum as well how many partitions it is without. */
export const SUM_STATS = 5;
/** Of a topic: messages per second, then retained records. */
export const TOPIC_STATS = 2 * SUM_STATS;
/** Averages and rates are stored in tenths, as whole numbers. */
export const TENTHS = 10;
const LARGEST = Number.MAX_SAFE_INTEGER;

type Range = Pick<HourColumns, 'from' | 'to'>;

/** Stands in all LAG_STATS of a partition that was there in the hour and never known; NaN where there was none. */
export const NOT_KNOWN = NONE;

/** The LAG_STATS of a column, over its values of at least 0. */
export function statsOf(values: Float64Array, range: Range): number[] {
  const isMissed = () => values.subarray(range.from, range.to).some(Number.isNaN);
  return summary(values, range) ?? Array.from({ length: LAG_STATS }, () => (isMissed() ? NOT_KNOWN : Number.NaN));
}

/** The SUM_STATS of an hour, over the polls with the fewest unknown partitions alone, as buckets have it. */
export function statsOfSums(sums: Sums, range: Range, scale = 1): number[] {
  let fewest = Number.POSITIVE_INFINITY;
  let fewestOfAll = Number.POSITIVE_INFINITY;
  for (let point = range.from; point < range.to; point++) {
    const unknown = sums.unknown[point] ?? 0;
    fewestOfAll = Math.min(fewestOfAll, unknown);
    if ((sums.known[point] ?? 0) > 0) fewest = Math.min(fewest, unknown);
  }
  const counted = sums.sum.map((sum, point) =>
    (sums.known[point] ?? 0) > 0 && sums.unknown[point] === fewest ? sum * scale : Number.NaN,
  );
  const stats = summary(counted, range);
  if (stats !== null) return [...stats, fewest];
  // Nothing known is not nothing there: a sum over this and others is without these partitions.
  const missed = Number.isFinite(fewestOfAll) && fewestOfAll > 0 ? fewestOfAll : Number.NaN;
  return [...Array.from({ length: LAG_STATS }, () => Number.NaN), missed];
}

/** Minimum, mean in tenths, maximum and last of the values of at least 0; null where there are none. */
function summary(values: Float64Array, { from, to }: Range): number[] | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let last = Number.NaN;
  let sum = 0;
  let count = 0;
  for (let point = from; point < to; point++) {
    const value = values[point] ?? 0;
    if (!(value >= 0)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    last = value;
    sum += value;
    count += 1;
  }
  return count === 0 ? null : [whole(min), whole((sum / count) * TENTHS), whole(max), whole(last)];
}

const whole = (value: number): number => Math.min(LARGEST, Math.round(value));

/** Numbers of one hour as a chunk of as many columns with one point each. */
export function packStats(numbers: readonly number[]): Buffer {
  return packedChunk({ columns: numbers.length, points: 1, values: Float64Array.from(numbers) });
}
