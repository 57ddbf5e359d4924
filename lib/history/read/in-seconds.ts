import type { Series } from '#lib/api/schemas/series.ts';
import { tenths } from './buckets.ts';
import type { SeriesName } from './lag-chart.ts';

const isBound = (value: number | null): boolean => value !== null && value % 2 === 1;
const seconds = (value: number | null): number | null => (value === null ? null : tenths(value / 2000));

/** A series of boundedMs in seconds; which buckets have a bound for their largest is said where any has. */
export function inSeconds<Named extends Series & SeriesName>({ min, avg, max, ...rest }: Named): Series {
  const bounds = max.map(isBound);
  return {
    ...rest,
    min: min.map(seconds),
    avg: avg.map(seconds),
    max: max.map(seconds),
    ...(bounds.includes(true) ? { atLeast: bounds } : {}),
  };
}
