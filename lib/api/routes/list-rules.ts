import { z } from 'zod';
import { rulesOver, type Whereabouts } from '#lib/alerts/rules-over.ts';
import { firingByRule } from '#lib/alerts/store/incident-lists.ts';
import { destinationIds } from '#lib/alerts/store/outbox.ts';
import { topicsReadBy } from '#lib/views/group-topics.ts';
import { configuredCluster } from '../cluster-scope.ts';
import type { RequestContext } from '../context.ts';
import { ruleListExample } from '../examples/rules.ts';
import { defineOperation } from '../operation.ts';
import { groupFilterParam } from '../parameters.ts';
import { invalidParameters } from '../problem.ts';
import { ruleAnswer } from '../rule-answer.ts';
import { ruleListSchema } from '../schemas/rules.ts';
import { visibleRules } from '../visible-rules.ts';

export const listRules = defineOperation({
  id: 'listRules',
  method: 'GET',
  path: '/api/v1/rules',
  tag: 'Alerts',
  summary: 'The alert rules, by name',
  role: 'viewer',
  scope: 'anywhere',
  params: z.object({}),
  query: z.object({
    cluster: z.string().optional().meta({ description: 'Only rules that are over this cluster' }),
    group: groupFilterParam.meta({
      description: 'Only rules that are over this group of the cluster, by its id and the topics that it reads',
      example: 'payments-worker',
    }),
  }),
  response: {
    description: 'All that are over a cluster that you may see, or over what was asked for',
    schema: ruleListSchema,
    example: ruleListExample,
  },
  problems: ['CLUSTER_NOT_FOUND'],
  async handle({ context, principal, query }) {
    const { database, clusters } = context;
    const over = await whereabouts(context, query);
    const { rules } = await visibleRules(context, principal);
    const destinations = [...(await destinationIds(database)).keys()];
    const firing = await firingByRule(
      database,
      clusters.map(({ name }) => name),
    );
    const items = over === null ? rules : rulesOver(rules, over);
    return { items: items.map((rule) => ruleAnswer(rule, firing.get(String(rule.id)) ?? 0, context, destinations)) };
  },
});

/** Over what the rules are to be; null: over anything. Throws CLUSTER_NOT_FOUND, and INVALID_PARAMETER of a group without its cluster. */
async function whereabouts(
  context: RequestContext,
  { cluster, group }: { cluster?: string | undefined; group?: string | undefined },
): Promise<Whereabouts | null> {
  if (cluster === undefined) {
    if (group === undefined) return null;
    throw invalidParameters([{ parameter: 'group', message: 'is looked for on a cluster: name that too' }]);
  }
  const { name } = configuredCluster(context, cluster);
  const topics = group === undefined ? [] : await topicsReadBy(context.database, name, group);
  return { cluster: name, group: group === undefined ? null : { name: group, topics } };
}
