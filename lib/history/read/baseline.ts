import type { Database } from '#lib/db/database.ts';
import { type EarlierDay, FEWEST_DAYS, usualRange } from '#lib/lag/usual-range.ts';
import { DAY_MS } from '../hours.ts';
import { type BucketAxis, bucketAt, bucketAxis, tenths } from './buckets.ts';
import { pollInterval } from './interval.ts';
import { type LagSeriesData, type LagSeriesQuery, readLagSeries } from './lag-series.ts';

/** So many days before tell what is usual. */
export const BASELINE_DAYS = 7;

/** How the lag of a group usually is over a range, bucket by bucket; null where too few days before have it. */
export interface BaselineData extends BucketAxis {
  /** Days before of which something is kept. */
  days: number;
  low: (number | null)[];
  median: (number | null)[];
  high: (number | null)[];
}

/**
 * The summed lag of a group at the same time of day on the last 7 days before each bucket, from the sums that are made when hours are
 * sealed. Sums that miss partitions tell nothing.
 */
export async function readBaseline(db: Database, query: Omit<LagSeriesQuery, 'by'>): Promise<BaselineData> {
  const axis = bucketAxis({ ...query, intervalMs: await pollInterval(db, query.clusterId) });
  const earlier: LagSeriesData[] = [];
  for (let day = 1; day <= BASELINE_DAYS; day++) {
    const shifted = { fromMs: axis.fromMs - day * DAY_MS, toMs: axis.toMs - day * DAY_MS };
    earlier.push(await readLagSeries(db, { ...query, ...shifted, by: 'group' }));
  }
  const usual = Array.from({ length: axis.buckets }, (_, bucket) => {
    const middleMs = axis.fromMs + (bucket + 0.5) * axis.bucketMs;
    return usualRange(earlier.flatMap((data, index) => dayAt(data, middleMs - (index + 1) * DAY_MS)));
  });
  const days = earlier.filter(({ series }) => series.length > 0).length;
  const of = (side: 'low' | 'median' | 'high') => usual.map((range) => (range === null ? null : tenths(range[side])));
  return { ...axis, days, low: of('low'), median: of('median'), high: of('high') };
}

/** Why nothing is told of what is usual; null where something is. */
export function whyNoBaseline({ days, low }: BaselineData): string | null {
  if (low.some((value) => value !== null)) return null;
  return days < FEWEST_DAYS
    ? `It takes ${FEWEST_DAYS} days before, of which ${days} ${days === 1 ? 'is' : 'are'} kept.`
    : 'At this time of day too little is known of the days before.';
}

/** What was known of one day at an instant: one day, or none. */
function dayAt(data: LagSeriesData, atMs: number): EarlierDay[] {
  const bucket = bucketAt(data, atMs);
  const [series] = data.series;
  const [min, avg, max] = [series?.min[bucket] ?? null, series?.avg[bucket] ?? null, series?.max[bucket] ?? null];
  const isPartial = (series?.unknown?.[bucket] ?? 0) > 0;
  return min === null || avg === null || max === null || isPartial ? [] : [{ min, avg, max }];
}
