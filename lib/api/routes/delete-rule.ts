import { z } from 'zod';
import { destinationIds } from '#lib/alerts/store/outbox.ts';
import { findRule, deleteRule as takeAway } from '#lib/alerts/store/rules.ts';
import { ruleExample } from '../examples/rules.ts';
import { defineMutation } from '../operation.ts';
import { auditedRule, heldRule, refuseOfFile, ruleAnswer, ruleNotFound } from '../rule-answer.ts';
import { idSchema } from '../schemas/common.ts';
import { reasonField } from '../schemas/reason.ts';
import { ruleSchema } from '../schemas/rules.ts';

export const deleteRule = defineMutation({
  id: 'deleteRule',
  method: 'DELETE',
  path: '/api/v1/rules/{id}',
  tag: 'Alerts',
  summary: 'Takes an alert rule away',
  description:
    'What it has open ends with the next poll, with the reason "rule-deleted". Its incidents stay in the history.',
  role: 'operator',
  scope: 'installation',
  action: 'rule.delete',
  params: z.object({ id: idSchema }),
  query: z.object({ reason: reasonField }),
  body: null,
  response: { description: 'The rule as it was', schema: ruleSchema, example: ruleExample },
  problems: ['RULE_NOT_FOUND', 'RULE_FROM_FILE'],
  async plan({ context, params: { id }, query }) {
    const { database } = context;
    const rule = await findRule(database, id);
    if (rule === null) throw ruleNotFound(id);
    refuseOfFile(rule);
    return {
      cluster: null,
      target: rule.name,
      reason: query.reason,
      before: auditedRule(rule),
      after: null,
      act: async () => {
        // Since it was looked at a file may have taken it over.
        await database.transaction(async (sql) => {
          await heldRule(sql, id);
          await takeAway(sql, id);
        });
        const destinations = [...(await destinationIds(database)).keys()];
        return { answer: ruleAnswer(rule, 0, context, destinations) };
      },
    };
  },
});
