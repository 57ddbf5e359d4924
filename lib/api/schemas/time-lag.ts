import { z } from 'zod';
import { TIME_LAG_QUALITIES } from '#lib/lag/time-lag.ts';

const timeLagQualitySchema = z.enum(TIME_LAG_QUALITIES);
export type TimeLagQuality = z.infer<typeof timeLagQualitySchema>;

export const timeLagSchema = z
  .object({
    seconds: z.number().nullable().meta({ description: 'Null exactly where the quality is unknown' }),
    quality: timeLagQualitySchema.meta({
      description:
        'exact: nothing is left to read. record-time: by the timestamp of that record. interpolated: by when the log passed its' +
        ' offset, between two polls. at-least: the record is older than all that is known, so that this is a lower bound. unknown:' +
        ' there is no number',
    }),
  })
  .meta({
    description: 'How long ago the record was written that is read next',
    example: { seconds: 258.4, quality: 'interpolated' },
  });
export type TimeLag = z.infer<typeof timeLagSchema>;
