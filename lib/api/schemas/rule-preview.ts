import { z } from 'zod';
import { instantSchema } from './common.ts';
import { ruleInputSchema } from './rules.ts';

export const LONGEST_PREVIEW_DAYS = 7;
export const NO_PREVIEWS = ['not-by-poll', 'changes-only', 'one-time', 'no-history'] as const;
export const PREVIEW_DOUBTS = [
  'time-lag-from-ends',
  'commit-gaps-of-now',
  'members-by-change',
  'losses-not-seen',
] as const;
/** A place may hold the longest name of a group, and that of a topic. */
const LONGEST_PLACE = 200_000;

const { clusters, groups, topics, condition, keepFiringSeconds, noData } = ruleInputSchema.shape;

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
    .max(LONGEST_PLACE)
    .nullable()
    .default(null)
    .meta({ description: 'Where it goes on: `next` of the part before' }),
  clusters,
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
      'Why there is none: the history does not have this metric by poll, or only what changed, or it happens once, or nothing is kept yet',
  }),
  over: z.enum(['groups', 'cluster']),
  from: instantSchema.nullable(),
  to: instantSchema.nullable(),
  groups: z.int().meta({ description: 'Groups of the cluster that the rule is over now' }),
  looked: z.int().meta({ description: 'Of these, looked at to the end in this part' }),
  reached: instantSchema
    .nullable()
    .meta({ description: 'Up to when the group that comes then was looked at; null: not at all' }),
  next: z.string().nullable().meta({ description: 'What `after` of the next part is; null: this was the last' }),
  doubts: z.array(z.enum(PREVIEW_DOUBTS)).meta({
    description:
      'What is told less exactly than polls do: time lag by the log ends that polls saw, the gaps between commits as they are now, members by what changed of them',
  }),
  targets: z
    .array(
      z.object({
        group: z.string().nullable().meta({ description: 'Null: the cluster, or a broker' }),
        topic: z.string().nullable(),
        broker: z.int().nullable(),
        count: z.int().meta({ description: 'How often it would have fired; what comes back within 10 minutes is one' }),
        seconds: z.int().meta({ description: 'For how long in all' }),
        firings: z.array(firingSchema).meta({ description: 'The last 50 of them, the first before the others' }),
      }),
    )
    .meta({
      description:
        'Those of them for which it would have fired; one that comes again in the next part has more of it there',
    }),
});
export type RulePreview = z.infer<typeof rulePreviewSchema>;
