import { z } from 'zod';
import { type Flow, lagTrendSchema } from '#lib/api/schemas/flow.ts';
import { hotPartitionJson } from '#lib/history/stored-json.ts';

/** The columns that say how lag moves, as group_now and subscription_now have them. */
export const FLOW_COLUMNS = 'produce_rate, consume_rate, lag_trend, drain_seconds';

export const flowColumns = {
  produce_rate: z.number().nullable(),
  consume_rate: z.number().nullable(),
  // A word this version does not know is none.
  lag_trend: lagTrendSchema.nullable().catch(null),
  drain_seconds: z.number().nullable(),
};

const rowSchema = z.object(flowColumns);

/** The same as the API answers them. */
export const toFlow = (row: z.output<typeof rowSchema>): Flow => ({
  produceRate: row.produce_rate,
  consumeRate: row.consume_rate,
  lagTrend: row.lag_trend,
  drainSeconds: row.drain_seconds,
});

/** A hot partition as the API answers it. */
export const hotColumn = hotPartitionJson.transform(({ topic, partition, sinceMs }) => ({
  topic,
  partition,
  since: new Date(sinceMs).toISOString(),
}));
