import { z } from 'zod';
import { STATUSES } from '#lib/lag/status/status.ts';
import { AGGREGATIONS, METRIC_NAMES, NO_DATA_POLICIES, RULE_SEVERITIES } from './rule.ts';

const patterns = z.object({ include: z.array(z.string()), exclude: z.array(z.string()) });

/** A rule as it is stored, and told: all but its id, its name and its version. */
export const ruleDefinitionSchema = z.object({
  severity: z.enum(RULE_SEVERITIES),
  enabled: z.boolean(),
  clusters: patterns,
  groups: patterns,
  topics: patterns,
  condition: z.object({
    metric: z.enum(METRIC_NAMES),
    operator: z.enum(['>', '<']),
    threshold: z.number(),
    status: z.enum(STATUSES).nullable(),
    forSeconds: z.int(),
    clearThreshold: z.number(),
    aggregation: z.enum(AGGREGATIONS),
    commitGaps: z.number(),
  }),
  keepFiringSeconds: z.int(),
  noData: z.object({ policy: z.enum(NO_DATA_POLICIES), afterSeconds: z.int() }),
  destinations: z.array(z.string()),
  // Rules that were kept before there were owners tell them.
  tellOwner: z.boolean().default(true),
  // Rules that were kept before there were repeats have none.
  repeatSeconds: z.int().nullable().default(null),
  labels: z.record(z.string(), z.string()),
  runbook: z.string().nullable(),
});
export type RuleDefinition = z.infer<typeof ruleDefinitionSchema>;
