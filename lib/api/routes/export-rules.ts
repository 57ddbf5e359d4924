import { z } from 'zod';
import { ruleYamlExample } from '../examples/rules.ts';
import { defineOperation } from '../operation.ts';
import { rulesYaml } from '../rules-yaml.ts';
import { visibleRules } from '../visible-rules.ts';

export const exportRules = defineOperation({
  id: 'exportRules',
  method: 'GET',
  path: '/api/v1/rules.yaml',
  tag: 'Alerts',
  summary: 'The alert rules as they stand in tidemark.yaml',
  description:
    'By name, without what is so by itself, and with destinations by their names: put into tidemark.yaml they are the same rules.',
  role: 'viewer',
  scope: 'anywhere',
  params: z.object({}),
  query: z.object({}),
  response: {
    description: 'All that are over a cluster that you may see, as YAML',
    contentType: 'application/yaml',
    schema: z.string(),
    example: ruleYamlExample,
  },
  problems: [],
  async handle({ context, principal }) {
    const { rules, seesAll } = await visibleRules(context, principal);
    return new Response(rulesYaml(rules, seesAll ? context.clusters : null), {
      headers: {
        'content-type': 'application/yaml; charset=utf-8',
        'content-disposition': 'attachment; filename="tidemark rules.yaml"',
      },
    });
  },
});
