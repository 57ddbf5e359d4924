import { z } from 'zod';
import { firingByRule } from '#lib/alerts/store/incident-lists.ts';
import { readRules } from '#lib/alerts/store/rules.ts';
import { ruleListExample } from '../examples/rules.ts';
import { defineOperation } from '../operation.ts';
import { ruleAnswer } from '../rule-answer.ts';
import { ruleListSchema } from '../schemas/rules.ts';

export const listRules = defineOperation({
  id: 'listRules',
  method: 'GET',
  path: '/api/v1/rules',
  tag: 'Alerts',
  summary: 'The alert rules, by name',
  role: 'viewer',
  scope: 'anywhere',
  params: z.object({}),
  query: z.object({}),
  response: { description: 'All of them', schema: ruleListSchema, example: ruleListExample },
  problems: [],
  async handle({ context: { database, clusters } }) {
    const rules = await readRules(database);
    const firing = await firingByRule(
      database,
      clusters.map(({ name }) => name),
    );
    return { items: rules.map((rule) => ruleAnswer(rule, firing.get(String(rule.id)) ?? 0)) };
  },
});
