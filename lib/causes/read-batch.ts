import type { Database } from '#lib/db/database.ts';
import { DAY_MS, HOUR_MS } from '#lib/history/hours.ts';
import { readLagSeries } from '#lib/history/read/lag-series.ts';
import { type BatchPattern, batchPattern } from '#lib/lag/batch.ts';
import type { CauseRules } from './rules.ts';

/** Batches that are minutes apart show in hours, nightly ones in days, each in buckets that a period has many of. */
const LOOKS = [
  { lengthMs: 2 * HOUR_MS, points: 480 },
  { lengthMs: DAY_MS, points: 288 },
  { lengthMs: 8 * DAY_MS, points: 192 },
] as const;
const LEAST_PERIOD_MS = 60_000;

/** The pattern of a group that is not always there, by the lag of the last hours, else of a day, else of a week; null where there is none. */
export async function readBatchPattern(
  db: Database,
  { clusterId, groupId, atMs }: { clusterId: number; groupId: number; atMs: number },
  { threePollsMs }: CauseRules,
): Promise<BatchPattern | null> {
  const toMs = atMs + 1;
  for (const { lengthMs, points } of LOOKS) {
    const { series, fromMs, bucketMs } = await readLagSeries(db, {
      clusterId,
      groupId,
      fromMs: toMs - lengthMs,
      toMs,
      points,
      by: 'group',
      readCommitted: false,
      patienceMs: threePollsMs,
    });
    // The lowest lag of each bucket: a visit shorter than a bucket is in it.
    const lag = (series[0]?.min ?? []).map((value) => value ?? Number.NaN);
    const instants = lag.map((_, bucket) => Math.min(fromMs + (bucket + 1) * bucketMs, atMs));
    const rules = { leastPeriodMs: Math.max(LEAST_PERIOD_MS, threePollsMs), patienceMs: threePollsMs + bucketMs };
    const found = batchPattern({ atMs: instants, lag }, rules);
    if (found !== null) return found;
  }
  return null;
}
