import type { z } from 'zod';
import type { changedRuleSchema, checkedRuleSchema, ruleListSchema, ruleSchema } from '../schemas/rules.ts';

export const ruleExample: z.input<typeof ruleSchema> = {
  id: '7',
  name: 'payments behind',
  severity: 'critical',
  enabled: true,
  clusters: { include: ['prod-*'], exclude: [] },
  groups: { include: ['payments-*'], exclude: ['payments-replay'] },
  topics: { include: ['*'], exclude: [] },
  condition: {
    metric: 'lag',
    operator: '>',
    threshold: 10_000,
    status: null,
    forSeconds: 60,
    clearThreshold: 9_000,
    aggregation: 'group-sum',
    commitGaps: 0,
  },
  keepFiringSeconds: 60,
  noData: { policy: 'keep', afterSeconds: 120 },
  destinations: ['pagerduty-prod'],
  tellOwner: true,
  repeatSeconds: null,
  labels: { team: 'payments' },
  runbook: 'https://wiki.example.com/payments-behind',
  sentence: 'When lag of groups payments-* but payments-replay stays above 10,000 messages for 60 s',
  source: 'console',
  sourceFile: null,
  owners: [],
  missingDestinations: [],
  firing: 1,
  updatedAt: '2026-11-23T13:02:31.000Z',
};

/** Examples of the OpenAPI document; the schemas type them, so they stay true. */
export const ruleListExample: z.input<typeof ruleListSchema> = { items: [ruleExample] };
export const ruleYamlExample = `alerts:
  rules:
    - name: payments behind
      severity: critical
      clusters: prod-*
      groups:
        include:
          - payments-*
        exclude:
          - payments-replay
      condition:
        metric: lag
        threshold: 10000
        forSeconds: 60
      destinations:
        - pagerduty-prod
      labels:
        team: payments
      runbook: https://wiki.example.com/payments-behind
`;
export const checkedRuleExample: z.input<typeof checkedRuleSchema> = {
  sentence: ruleExample.sentence,
  owners: [],
  warnings: [{ parameter: 'groups.include', message: 'No group matches now: it watches nothing until one does.' }],
};
export const changedRuleExample: z.input<typeof changedRuleSchema> = { rule: ruleExample, warnings: [] };
