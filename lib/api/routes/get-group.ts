import { z } from 'zod';
import { ownerOf } from '#lib/alerts/owner.ts';
import { groupDetailSchema } from '#lib/api/schemas/groups.ts';
import { flowRulesOf } from '#lib/lag/flow-window.ts';
import { groupDetail } from '#lib/views/group-detail.ts';
import { freshnessOf, groupNotFound, inCluster, isReadCommitted } from '../cluster-scope.ts';
import { groupDetailExample } from '../examples/groups.ts';
import { defineOperation } from '../operation.ts';
import { ownerAnswer } from '../owner-answer.ts';
import { clusterParam, groupParam } from '../parameters.ts';

export const getGroup = defineOperation({
  id: 'getGroup',
  method: 'GET',
  path: '/api/v1/clusters/{cluster}/groups/{group}',
  tag: 'Groups',
  summary: 'One consumer group: members and every partition with its position, worst first',
  role: 'viewer',
  params: z.object({ cluster: clusterParam, group: groupParam }),
  query: z.object({}),
  response: { description: 'The group', schema: groupDetailSchema, example: groupDetailExample },
  problems: ['CLUSTER_NOT_FOUND', 'GROUP_NOT_FOUND'],
  handle: ({ context, params }) =>
    inCluster(context, params.cluster, async ({ snapshot, cluster, identity }) => {
      const { id } = identity;
      const flowRules = flowRulesOf(cluster, context.limits.patienceMs);
      const settings = { readCommitted: isReadCommitted(cluster, params.group), flowRules };
      const group = id === null ? null : await groupDetail(snapshot, id, params.group, settings);
      if (group === null) throw groupNotFound(identity, params.group);
      const owner = ownerOf(context.owners, { cluster: cluster.name, group: params.group, topic: null });
      return { ...freshnessOf(identity), ...group, owner: ownerAnswer(owner) };
    }),
});
