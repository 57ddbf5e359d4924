import { z } from 'zod';
import { LAG_TRENDS } from '#lib/lag/lag-course.ts';

export const lagTrendSchema = z.enum(LAG_TRENDS);
export type LagTrend = z.infer<typeof lagTrendSchema>;

const rateSchema = z.number().nullable();

/** How lag moves, as members of whatever has a lag. */
export const flowShape = {
  produceRate: rateSchema.meta({ description: 'Records per second that come; null where it cannot be told' }),
  consumeRate: rateSchema.meta({ description: 'Records per second that are consumed; null where it cannot be told' }),
  lagTrend: lagTrendSchema.nullable().meta({
    description:
      'growing or draining: lag rises or falls by more than noise. steady: it does not, while records flow. stalled: nothing' +
      ' is consumed although there is lag. idle: no lag and nothing flows. Null where it cannot be told',
  }),
  drainSeconds: z
    .number()
    .nullable()
    .meta({ description: 'Until nothing is left at these rates; null unless draining' }),
};

const flowSchema = z.object(flowShape);
export type Flow = z.infer<typeof flowSchema>;
