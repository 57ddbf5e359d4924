import { z } from 'zod';
import { ruleSentence } from '#lib/alerts/rule-words.ts';
import { checkedRuleExample } from '../examples/rules.ts';
import { defineQuestion } from '../operation.ts';
import { askedRule } from '../rule-answer.ts';
import { checkedRuleSchema, ruleInputSchema } from '../schemas/rules.ts';

export const checkRule = defineQuestion({
  id: 'checkRule',
  method: 'POST',
  path: '/api/v1/rules/check',
  tag: 'Alerts',
  summary: 'What is doubtful in an alert rule, before it is made',
  description: 'What cannot be is refused at its field, as when the rule is made. Nothing is kept.',
  role: 'operator',
  scope: 'installation',
  params: z.object({}),
  query: z.object({}),
  body: ruleInputSchema,
  response: {
    description: 'The rule in words, which owners it would tell, and what is perhaps not meant',
    schema: checkedRuleSchema,
    example: checkedRuleExample,
  },
  problems: [],
  async handle({ context, body }) {
    const { definition, warnings, ownersTold: owners } = await askedRule(context, body);
    return { sentence: ruleSentence(definition), owners, warnings };
  },
});
