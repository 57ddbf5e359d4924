import { z } from 'zod';
import type { TimeLag } from '#lib/api/schemas/time-lag.ts';
import { TIME_LAG_QUALITIES } from '#lib/lag/time-lag.ts';

/** The columns that say how far behind in time, as group_now and subscription_now have them. */
export const TIME_LAG_COLUMNS = 'time_lag_seconds, time_lag_quality';

export const timeLagColumns = {
  time_lag_seconds: z.number().nullable(),
  // A word this version does not know says nothing.
  time_lag_quality: z.enum(TIME_LAG_QUALITIES).catch('unknown'),
};

const rowSchema = z.object(timeLagColumns);

/** The same as the API answers them. */
export const toTimeLag = (row: z.output<typeof rowSchema>): TimeLag =>
  row.time_lag_quality === 'unknown'
    ? { seconds: null, quality: 'unknown' }
    : { seconds: row.time_lag_seconds, quality: row.time_lag_quality };
