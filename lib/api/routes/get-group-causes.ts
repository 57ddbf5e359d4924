import { z } from 'zod';
import { groupCausesSchema } from '#lib/api/schemas/causes.ts';
import { groupCauses } from '#lib/causes/group-causes.ts';
import { causeRules } from '#lib/causes/rules.ts';
import { statusRulesOf } from '#lib/collector/status-rules.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import { groupIdOf } from '#lib/views/history-ids.ts';
import { causeAnswer } from '../cause-answer.ts';
import { freshnessOf, groupNotFound, inCluster } from '../cluster-scope.ts';
import { groupCausesExample } from '../examples/causes.ts';
import { defineOperation } from '../operation.ts';
import { clusterParam, groupParam, instantParam } from '../parameters.ts';

export const getGroupCauses = defineOperation({
  id: 'getGroupCauses',
  method: 'GET',
  path: '/api/v1/clusters/{cluster}/groups/{group}/causes',
  tag: 'Groups',
  summary: 'Why a group lags, or lagged at a past moment: ranked sentences with their numbers and what proves them',
  description:
    'From the positions of about a quarter of an hour before the moment (more for a group that commits seldom), the members' +
    ' and events that are stored: a past moment can be asked about for as long as every poll is kept' +
    ' (`TIDEMARK_HISTORY_RAW`). What a rate is compared with is the median of the 24 hours before, of which an hour must' +
    ' be known. Where nothing needs an explanation there is none. Also answers for a group that is gone by now.',
  role: 'viewer',
  params: z.object({ cluster: clusterParam, group: groupParam }),
  query: z.object({
    at: instantParam.optional().meta({
      description: 'The moment that is asked about; the newest poll when left out',
      example: '2026-11-23T14:02:31Z',
    }),
  }),
  response: {
    description: 'The causes, the best explanation first',
    schema: groupCausesSchema,
    example: groupCausesExample,
  },
  problems: ['CLUSTER_NOT_FOUND', 'GROUP_NOT_FOUND'],
  handle: ({ context, params, query }) =>
    inCluster(context, params.cluster, async ({ snapshot, cluster, identity, now }) => {
      const { id: clusterId, pollId } = identity;
      const groupId = clusterId === null ? null : await groupIdOf(snapshot, clusterId, params.group);
      if (clusterId === null || groupId === null) throw groupNotFound(identity, params.group);
      const newestMs = pollId ?? now.getTime();
      const atMs = query.at === undefined ? newestMs : Math.min(query.at.getTime(), newestMs);
      const threePolls = threePollsMs(cluster.pollIntervalMs, context.limits.patienceMs);
      const rules = causeRules(threePolls, statusRulesOf(cluster)(params.group), cluster);
      const found = await groupCauses(snapshot, { clusterId, groupId, group: params.group, atMs }, rules);
      return {
        ...freshnessOf(identity),
        at: found.atMs === null ? null : new Date(found.atMs).toISOString(),
        from: found.windowFromMs === null ? null : new Date(found.windowFromMs).toISOString(),
        causes: found.causes.map(causeAnswer),
      };
    }),
});
