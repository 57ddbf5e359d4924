import { z } from 'zod';
import { RESOLUTIONS } from '#lib/alerts/incident.ts';
import { AGGREGATIONS, METRIC_NAMES, RULE_SEVERITIES } from '#lib/alerts/rule.ts';
import { decimalSchema, idSchema, instantSchema } from './common.ts';
import { timelineEntrySchema } from './incident-timeline.ts';
import { ownerSchema } from './owners.ts';
import { reasonField } from './reason.ts';
import { timeLagSchema } from './time-lag.ts';

export const INCIDENT_STATES = ['firing', 'resolved', 'all'] as const;

/** Who has seen an incident. */
const ackSchema = z.object({ at: instantSchema, by: z.string(), note: z.string().nullable() });

/** Why nobody is told of an incident now. */
const mutedSchema = z
  .object({
    by: z.enum(['silence', 'maintenance', 'inhibition']),
    silence: idSchema.nullable().meta({ description: 'Null of an inhibition' }),
    why: z.string(),
    until: instantSchema.nullable().meta({ description: 'Null: as long as what explains it lasts, or for ever' }),
  })
  .meta({ description: 'A silence, a maintenance window, or trouble that explains it; null: it is not muted' });

export const incidentSchema = z
  .object({
    id: z.uuid(),
    cluster: z.string(),
    rule: z.object({
      id: idSchema,
      name: z.string(),
      severity: z.enum(RULE_SEVERITIES),
      labels: z.record(z.string(), z.string()),
      runbook: z.string().nullable(),
    }),
    group: z.string().nullable(),
    topic: z.string().nullable(),
    broker: z.int().nullable().meta({ description: 'Id of the broker that it is about' }),
    since: instantSchema.meta({ description: 'The first poll in which the condition held' }),
    openedAt: instantSchema.meta({ description: 'When it had held for as long as the rule asks' }),
    reopened: z
      .int()
      .meta({ description: 'How often it came back within 10 minutes of its end: more than 0 is flapping' }),
    condition: z
      .string()
      .meta({ description: 'As it opened, in words', example: 'lag 80,112 on payments/1, above 10,000' }),
    worst: z
      .object({ topic: z.string().nullable(), partition: z.int().nullable(), memberHost: z.string().nullable() })
      .meta({ description: 'Where the value is from, and who holds that partition' }),
    lag: decimalSchema.nullable().meta({ description: 'Of the group, as it opened' }),
    timeLag: timeLagSchema.nullable(),
    status: z.string().nullable().meta({ description: 'Of the group, as it opened' }),
    limit: z
      .object({
        metric: z.enum(METRIC_NAMES),
        aggregation: z.enum(AGGREGATIONS),
        threshold: z.number().nullable().meta({ description: 'N, as it stood for this target; null of a status' }),
      })
      .nullable()
      .meta({ description: 'What the value was held against as it opened; null where that was not kept yet' }),
    lossNotBefore: instantSchema.nullable(),
    resolvedAt: instantSchema.nullable(),
    resolution: z.enum(RESOLUTIONS).nullable(),
    ack: ackSchema.nullable(),
    told: z
      .object({ at: instantSchema, repeatedAt: instantSchema.nullable() })
      .nullable()
      .meta({ description: 'Since when its destinations are told; null: not yet, as of what is muted' }),
    muted: mutedSchema.nullable(),
    owner: ownerSchema.nullable(),
  })
  .meta({ id: 'Incident' });
export type Incident = z.infer<typeof incidentSchema>;

export const incidentListSchema = z.object({
  items: z.array(incidentSchema),
  nextCursor: z.string().nullable(),
  firing: z
    .int()
    .meta({ description: 'Open incidents on the clusters that the caller may see, whatever is asked for' }),
});

export const ackInputSchema = z.strictObject({
  note: z
    .string({ error: 'must be text' })
    .trim()
    .max(500, 'must be at most 500 characters long')
    .refine((text) => !/\p{Cc}/u.test(text), 'must be one line, without control characters')
    .optional()
    .transform((text) => text || null),
  reason: reasonField,
});
export type AckInput = z.input<typeof ackInputSchema>;

export const incidentDetailSchema = z.object({
  incident: incidentSchema,
  isHeldOpen: z.boolean().meta({
    description:
      'Its value is good again, but records were deleted unread: it is open until somebody acknowledges it, or the group commits beyond them',
  }),
  timeline: z
    .array(timelineEntrySchema)
    .meta({ description: 'What became of it, and what was told of that, the first before the rest' }),
  earlier: z
    .array(incidentSchema)
    .meta({ description: 'The last three of the same rule and target before this one, the newest first' }),
});
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;
export const ackedIncidentSchema = z.object({ incident: incidentSchema });
