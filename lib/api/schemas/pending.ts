import { z } from 'zod';
import { RULE_SEVERITIES } from '#lib/alerts/rule.ts';
import { idSchema, instantSchema } from './common.ts';

export const pendingTargetSchema = z
  .object({
    cluster: z.string(),
    rule: z.object({ id: idSchema, name: z.string(), severity: z.enum(RULE_SEVERITIES) }),
    group: z.string().nullable(),
    topic: z.string().nullable(),
    broker: z.int().nullable().meta({ description: 'Id of the broker that it is about' }),
    since: instantSchema.meta({ description: 'The first poll in which the condition held' }),
    firesAt: instantSchema.meta({ description: 'If it goes on; polls that are missed meanwhile put it off' }),
  })
  .meta({ id: 'PendingTarget' });

export const pendingListSchema = z.object({
  items: z.array(pendingTargetSchema),
  count: z.int().meta({ description: 'How many there are in all' }),
});
export type PendingList = z.infer<typeof pendingListSchema>;
