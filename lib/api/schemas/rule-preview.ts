import { z } from 'zod';
import { instantSchema } from './common.ts';
import { ruleInputSchema } from './rules.ts';

export const LONGEST_PREVIEW_DAYS = 7;
export const NO_PREVIEWS = ['metric', 'aggregation', 'no-history'] as const;

const { groups, topics, condition, keepFiringSeconds, noData } = ruleInputSchema.shape;

/** Of a rule, what makes it fire; and over what time of which cluster it is tried. */
export const rulePreviewInputSchema = z.strictObject({
  cluster: z.string({ error: 'must be the name of a cluster' }),
  days: z
    .int({ error: 'must be whole days' })
    .min(1, 'must be at least 1')
    .max(LONGEST_PREVIEW_DAYS, `must be at most ${LONGEST_PREVIEW_DAYS}`)
    .default(LONGEST_PREVIEW_DAYS)
    .meta({ description: 'How far back' }),
  after: z
    .string()
    .max(32_767)
    .nullable()
    .default(null)
    .meta({ description: 'The group after which it goes on, as `next` of the part before has it' }),
  groups,
  topics,
  condition,
  keepFiringSeconds,
  noData,
});
export type RulePreviewInput = z.input<typeof rulePreviewInputSchema>;

const firingSchema = z.object({
  since: instantSchema.meta({ description: 'The first poll in which the condition held' }),
  firedAt: instantSchema,
  resolvedAt: instantSchema.nullable().meta({ description: 'Null: it would be firing now' }),
  worst: z
    .number()
    .nullable()
    .meta({ description: 'The largest value meanwhile; of whole hours the bound of the hour' }),
});

export const rulePreviewSchema = z.object({
  unavailable: z.enum(NO_PREVIEWS).nullable().meta({
    description:
      'Why there is none: the history does not have this metric by poll, or not by partition, or nothing is kept yet',
  }),
  from: instantSchema.nullable(),
  to: instantSchema.nullable(),
  groups: z.int().meta({ description: 'Groups of the cluster that the rule is over now' }),
  looked: z.int().meta({ description: 'Of these, looked at in this part' }),
  next: z.string().nullable().meta({ description: 'What `after` of the next part is; null: this was the last' }),
  targets: z
    .array(
      z.object({
        group: z.string(),
        topic: z.string().nullable(),
        count: z.int().meta({ description: 'How often it would have fired; what comes back within 10 minutes is one' }),
        seconds: z.int().meta({ description: 'For how long in all' }),
        firings: z.array(firingSchema).meta({ description: 'The last 50 of them, the first before the others' }),
      }),
    )
    .meta({ description: 'Those of them for which it would have fired' }),
});
export type RulePreview = z.infer<typeof rulePreviewSchema>;
