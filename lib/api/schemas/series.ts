import { z } from 'zod';
import { LAG_UNITS } from '#lib/lag/lag-unit.ts';
import { freshnessSchema, instantSchema } from './common.ts';

/**
 * Bucketed values on a shared time axis. Bucket i begins at `from` + i x `bucketMs`; a bucket without an observation is
 * null in all arrays (a gap, never zero). Numbers are JSON numbers: a chart needs no more than 53 bits.
 */
const bucketedSchema = z.object({
  min: z.array(z.number().nullable()),
  avg: z.array(z.number().nullable()),
  max: z.array(z.number().nullable()),
  unknown: z.array(z.int()).optional().meta({
    description:
      'Partitions not known, and so missing from the sums of each bucket; left out when that is 0 everywhere',
  }),
});

export const seriesSchema = bucketedSchema.extend({
  atLeast: z
    .array(z.boolean())
    .optional()
    .meta({
      description:
        'In seconds only: whether the largest of a bucket is a lower bound, as the record that was read next is older than all that' +
        ' is known; left out when that is false everywhere',
    }),
  key: z.string().meta({ description: 'group: empty; topic: the topic; partition: topic/partition' }),
  topic: z.string().nullable(),
  partition: z.int().nullable(),
});
export type Series = z.infer<typeof seriesSchema>;

const historySchema = freshnessSchema.extend({
  recordedFrom: instantSchema
    .nullable()
    .meta({ description: 'The first poll of the cluster that is kept: before it there are no gaps, only no history' }),
});

export const lagSeriesSchema = historySchema
  .extend({
    from: instantSchema,
    to: instantSchema,
    bucketMs: z.int(),
    buckets: z.int(),
    by: z.enum(['group', 'topic', 'partition']),
    unit: z.enum(LAG_UNITS),
    series: z.array(seriesSchema),
    omittedSeries: z.int().meta({
      description:
        'Series left out to bound the answer (500, or fewer where `points` is over 120), smallest last lag first',
    }),
  })
  .meta({ id: 'LagSeries' });
export type LagSeries = z.infer<typeof lagSeriesSchema>;

/** What lag of a group is usual at the time of day of each bucket. */
export const groupBaselineSchema = historySchema
  .extend({
    from: instantSchema,
    to: instantSchema,
    bucketMs: z.int(),
    buckets: z.int(),
    days: z.int().meta({ description: 'Days before of which something is kept, of 7' }),
    low: z.array(z.number().nullable()),
    median: z.array(z.number().nullable()),
    high: z.array(z.number().nullable()),
    reason: z.string().nullable().meta({ description: 'Why there is no value at all; null where there is one' }),
  })
  .meta({ id: 'GroupBaseline' });
export type GroupBaseline = z.infer<typeof groupBaselineSchema>;

/** What came and what a group consumed: records per second by bucket. */
export const groupRatesSchema = historySchema
  .extend({
    from: instantSchema,
    to: instantSchema,
    bucketMs: z.int(),
    buckets: z.int(),
    produceRate: bucketedSchema.meta({ description: 'Records per second that came to the partitions of the group' }),
    consumeRate: bucketedSchema.meta({ description: 'Records per second by which its committed offsets moved' }),
  })
  .meta({ id: 'GroupRates' });
export type GroupRates = z.infer<typeof groupRatesSchema>;

/** Throughput of a topic: messages per second by bucket, and its end minus log start. */
export const topicHistorySchema = historySchema
  .extend({
    from: instantSchema,
    to: instantSchema,
    bucketMs: z.int(),
    buckets: z.int(),
    produceRate: bucketedSchema.meta({ description: 'Messages per second over all partitions' }),
    retained: bucketedSchema.meta({ description: 'Sum of high watermark - log start' }),
  })
  .meta({ id: 'TopicHistory' });
export type TopicHistory = z.infer<typeof topicHistorySchema>;
