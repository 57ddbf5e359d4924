import { z } from 'zod';
import { beginsAnew } from '#lib/alerts/rule-check.ts';
import { firingByRule } from '#lib/alerts/store/incident-lists.ts';
import { findRule, updateRule } from '#lib/alerts/store/rules.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { changedRuleExample } from '../examples/rules.ts';
import { defineMutation } from '../operation.ts';
import {
  askedRule,
  auditedRule,
  heldRule,
  refuseChanged,
  refuseOfFile,
  ruleAnswer,
  ruleExists,
  ruleNotFound,
} from '../rule-answer.ts';
import { idSchema } from '../schemas/common.ts';
import { changedRuleSchema, ruleChangeSchema } from '../schemas/rules.ts';

export const changeRule = defineMutation({
  id: 'changeRule',
  method: 'PUT',
  path: '/api/v1/rules/{id}',
  tag: 'Alerts',
  summary: 'Changes an alert rule',
  description:
    'Another metric, threshold, time, scope or aggregation ends what is firing, with the reason "rule-changed", and begins anew; other changes apply in place. Switched off, what is firing ends with the reason "rule-disabled".',
  role: 'operator',
  scope: 'installation',
  action: 'rule.change',
  params: z.object({ id: idSchema }),
  query: z.object({}),
  body: ruleChangeSchema,
  response: { description: 'The rule as it is now', schema: changedRuleSchema, example: changedRuleExample },
  problems: ['RULE_NOT_FOUND', 'RULE_FROM_FILE', 'RULE_CHANGED', 'RULE_EXISTS'],
  async plan({ context, params: { id }, body: { unchangedSince, ...body } }) {
    const { database, clusters } = context;
    const before = await findRule(database, id);
    if (before === null) throw ruleNotFound(id);
    refuseOfFile(before);
    refuseChanged(before, unchangedSince);
    const { definition, warnings, destinations } = await askedRule(context, body, id);
    return {
      cluster: null,
      target: before.name,
      reason: body.reason,
      before: auditedRule(before),
      after: { name: body.name, ...definition },
      act: async () => {
        try {
          const rule = await database.transaction(async (sql) => {
            // Since it was looked at somebody may have changed it, or a file have taken it over.
            const held = await heldRule(sql, id);
            refuseChanged(held, unchangedSince);
            return updateRule(sql, id, { name: body.name, definition, beginsAnew: beginsAnew(held, definition) });
          });
          if (rule === null) throw ruleNotFound(id);
          const firing = await firingByRule(
            database,
            clusters.map(({ name }) => name),
          );
          return {
            answer: {
              rule: ruleAnswer(rule, firing.get(id) ?? 0, context, destinations),
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
