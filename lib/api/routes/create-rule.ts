import { z } from 'zod';
import { insertRule } from '#lib/alerts/store/rules.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { changedRuleExample } from '../examples/rules.ts';
import { defineMutation } from '../operation.ts';
import { askedRule, ruleAnswer, ruleExists } from '../rule-answer.ts';
import { changedRuleSchema, ruleInputSchema } from '../schemas/rules.ts';

export const createRule = defineMutation({
  id: 'createRule',
  method: 'POST',
  path: '/api/v1/rules',
  tag: 'Alerts',
  summary: 'Makes an alert rule',
  description: 'It is judged from the next poll of each of its clusters on.',
  role: 'operator',
  scope: 'installation',
  action: 'rule.create',
  params: z.object({}),
  query: z.object({}),
  body: ruleInputSchema,
  response: { description: 'The rule', schema: changedRuleSchema, example: changedRuleExample },
  problems: ['RULE_EXISTS'],
  async plan({ context, body }) {
    const { definition, warnings, destinations } = await askedRule(context, body);
    return {
      cluster: null,
      target: body.name,
      reason: body.reason,
      before: null,
      after: definition,
      act: async () => {
        try {
          const rule = await context.database.transaction((sql) => insertRule(sql, body.name, definition));
          return {
            answer: {
              rule: ruleAnswer(rule, 0, context, destinations),
              warnings: warnings.map(({ message }) => message),
            },
          };
        } catch (error) {
          throw isUniqueViolation(error) ? ruleExists(body.name) : error;
        }
      },
    };
  },
});
