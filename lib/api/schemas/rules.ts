import { z } from 'zod';
import { AGGREGATIONS, METRIC_NAMES, NO_DATA_POLICIES, RULE_SEVERITIES } from '#lib/alerts/rule.ts';
import { ruleDefinitionSchema } from '#lib/alerts/rule-schema.ts';
import { RULE_SOURCES } from '#lib/alerts/store/rules.ts';
import { STATUSES } from '#lib/lag/status/status.ts';
import { idSchema, instantSchema } from './common.ts';
import { warningsSchema } from './grants.ts';
import { labelsField } from './labels.ts';
import { ANY, patternsField } from './patterns.ts';
import { reasonField } from './reason.ts';

const LONGEST_NAME = 100;
const LONGEST_FOR_S = 86_400;
const SHORTEST_REPEAT_S = 60;
const LONGEST_REPEAT_S = 7 * 86_400;
const LARGEST = 1e15;

const nameField = z
  .string({ error: 'must be a name' })
  .trim()
  .min(1, 'must not be empty: it is how the rule is called on pages and in pages to the on-call')
  .max(LONGEST_NAME, `must be at most ${LONGEST_NAME} characters long`)
  .refine((name) => !/\p{Cc}/u.test(name), 'must be one line, without control characters');

const seconds = (what: string, most = LONGEST_FOR_S) =>
  z
    .int({ error: `must be whole seconds: ${what}` })
    .min(0, 'must not be negative')
    .max(most, `must be at most ${most} s`);

const numberField = z
  .number({ error: 'must be a number' })
  .min(0, 'must not be negative')
  .max(LARGEST, 'is larger than any lag');

const conditionField = z.strictObject({
  metric: z.enum(METRIC_NAMES, { error: `must be one of ${METRIC_NAMES.join(', ')}` }).meta({
    description:
      'lag: messages. time-lag: seconds behind. status: the status of the group. loss-margin: seconds until unread data may be' +
      ' deleted. lag-growth: messages per second. offset-expiry: seconds until positions of a group without members may expire. no-members:' +
      ' seconds without members. rebalances: how often the group rebalanced in the last hour. log-truncated: partitions of a topic whose log went back in a poll. broker-down: seconds that a broker has been down. no-data: seconds since the cluster was' +
      ' last read. cluster-id-changed: 1 while another cluster answers',
  }),
  threshold: numberField.optional().meta({ description: 'N; equal to N is not above it. Not of `status`' }),
  status: z
    .enum(STATUSES, { error: `must be one of ${STATUSES.join(', ')}` })
    .optional()
    .meta({ description: 'Of `status` alone: that bad, or worse' }),
  forSeconds: seconds('how long it must hold').meta({ description: 'K; 0: at once' }),
  clearThreshold: numberField
    .optional()
    .meta({ description: 'At or on the good side of it the incident begins to end; 0.9 N unless given (1.1 N below)' }),
  aggregation: z
    .enum(AGGREGATIONS, { error: `must be one of ${AGGREGATIONS.join(', ')}` })
    .default('group-sum')
    .meta({ description: 'How the partitions of a group come to one value; of `lag` and `time-lag`' }),
  commitGaps: z
    .number({ error: 'must be a number' })
    .min(0, 'must not be negative')
    .max(100, 'must be at most 100')
    .default(0)
    .meta({ description: 'Of `time-lag`: N is at least so many usual commit gaps of the group; 0: N stands as it is' }),
});

const runbookField = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' })
  .max(1000, 'must be at most 1000 characters long');

/** A rule as somebody writes it. */
export const ruleInputSchema = z.strictObject({
  name: nameField,
  severity: z.enum(RULE_SEVERITIES, { error: `must be one of ${RULE_SEVERITIES.join(', ')}` }),
  enabled: z.boolean().default(true),
  clusters: patternsField.default(ANY),
  groups: patternsField.default(ANY),
  topics: patternsField.default(ANY),
  condition: conditionField,
  keepFiringSeconds: seconds('how long the value must have stayed good')
    .optional()
    .meta({ description: 'The larger of 60 s and 3 polls unless given' }),
  noData: z
    .strictObject({ policy: z.enum(NO_DATA_POLICIES), afterSeconds: seconds('how long nothing can be read') })
    .default({ policy: 'keep', afterSeconds: 120 })
    .meta({ description: 'What becomes of a target that nobody can read for so long' }),
  destinations: z
    .array(z.string().max(LONGEST_NAME))
    .max(20, 'must be at most 20 destinations')
    .default([])
    .meta({ description: 'Names of destinations; where no owner is told either, the console alone shows it' }),
  tellOwner: z
    .boolean({ error: 'must be true or false' })
    .default(true)
    .meta({ description: 'Whether the destination of whoever owns it (`owners` of tidemark.yaml) is told, too' }),
  repeatSeconds: z
    .int({ error: 'must be whole seconds, or null for never' })
    .min(SHORTEST_REPEAT_S, `must be at least ${SHORTEST_REPEAT_S} s: whoever is told so often stops reading`)
    .max(LONGEST_REPEAT_S, `must be at most ${LONGEST_REPEAT_S} s`)
    .nullable()
    .default(null)
    .meta({ description: 'How often it is told once more until somebody acknowledges it; null: never' }),
  labels: labelsField.default({}),
  runbook: runbookField.nullable().default(null),
  reason: reasonField,
});
export type RuleInput = z.input<typeof ruleInputSchema>;

/** The same of a rule that is there. */
export const ruleChangeSchema = ruleInputSchema.extend({
  unchangedSince: instantSchema.optional().meta({
    description: 'Its `updatedAt` when it was looked at: what somebody changed since is not overwritten',
  }),
});
export type RuleChange = z.input<typeof ruleChangeSchema>;

const ownersTold = z
  .array(z.string())
  .meta({ description: 'Teams whose destination it tells of what is theirs, by `owners` of tidemark.yaml' });

export const ruleSchema = ruleDefinitionSchema
  .extend({
    id: idSchema,
    name: z.string(),
    sentence: z.string().meta({
      description: 'The rule in words',
      example: 'When lag of any group stays above 10,000 messages for 60 s',
    }),
    source: z.enum(RULE_SOURCES).meta({ description: 'Where it is changed: what a file has is changed there alone' }),
    sourceFile: z.string().nullable().meta({ description: 'That file' }),
    owners: ownersTold,
    missingDestinations: z
      .array(z.string())
      .meta({ description: 'Of its destinations those that there are not: nobody is told there until they are made' }),
    firing: z.int().meta({ description: 'How many of its incidents are open' }),
    updatedAt: instantSchema,
  })
  .meta({ id: 'Rule' });
export type Rule = z.infer<typeof ruleSchema>;

export const ruleListSchema = z.object({ items: z.array(ruleSchema) });
export const changedRuleSchema = z.object({ rule: ruleSchema, warnings: warningsSchema });
export const checkedRuleSchema = z.object({
  sentence: z.string(),
  owners: ownersTold,
  warnings: z
    .array(z.object({ parameter: z.string(), message: z.string() }))
    .meta({ description: 'What is taken as it is written, and is perhaps not meant, at the field where it stands' }),
});
export type CheckedRule = z.infer<typeof checkedRuleSchema>;
export type ChangedRule = z.infer<typeof changedRuleSchema>;
