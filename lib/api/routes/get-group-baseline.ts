import { z } from 'zod';
import { groupBaselineSchema } from '#lib/api/schemas/series.ts';
import { readBaseline, whyNoBaseline } from '#lib/history/read/baseline.ts';
import { historyBegin } from '#lib/history/read/begin.ts';
import { groupIdOf } from '#lib/views/history-ids.ts';
import { freshnessOf, groupNotFound, inCluster, isReadCommitted } from '../cluster-scope.ts';
import { groupBaselineExample } from '../examples/groups.ts';
import { defineOperation } from '../operation.ts';
import { clusterParam, fromParam, groupParam, pointsParam, toParam } from '../parameters.ts';
import { timeRange } from '../time-range.ts';

export const getGroupBaseline = defineOperation({
  id: 'getGroupBaseline',
  method: 'GET',
  path: '/api/v1/clusters/{cluster}/groups/{group}/baseline',
  tag: 'Groups',
  summary: 'What lag of a group is usual at that time of day',
  description:
    'For each bucket of the range the lag of the whole group in messages at the same time of day (24 hours before, 48, and so on)' +
    ' on the last 7 days: the lowest of the minima of those days, the median of their means, the highest of their maxima; from 5 days on' +
    ' without the one lowest and the one highest, as one odd day is not usual. A bucket with fewer than 3 such days is null; where all' +
    ' are, `reason` says why. Days on which partitions were unknown at that time do not count.',
  role: 'viewer',
  params: z.object({ cluster: clusterParam, group: groupParam }),
  query: z.object({ from: fromParam, to: toParam, points: pointsParam }),
  response: {
    description: 'The usual range, on one time axis',
    schema: groupBaselineSchema,
    example: groupBaselineExample,
  },
  problems: ['CLUSTER_NOT_FOUND', 'GROUP_NOT_FOUND'],
  handle: ({ context, params, query }) => {
    const range = timeRange(query, context.now());
    return inCluster(context, params.cluster, async ({ snapshot, cluster, identity }) => {
      const clusterId = identity.id;
      const groupId = clusterId === null ? null : await groupIdOf(snapshot, clusterId, params.group);
      if (clusterId === null || groupId === null) throw groupNotFound(identity, params.group);
      const readCommitted = isReadCommitted(cluster, params.group);
      const { patienceMs } = context.limits;
      const wanted = { clusterId, groupId, ...range, points: query.points, readCommitted, patienceMs };
      const data = await readBaseline(snapshot, wanted);
      const { fromMs, toMs, ...usual } = data;
      return {
        ...freshnessOf(identity),
        recordedFrom: (await historyBegin(snapshot, clusterId))?.toISOString() ?? null,
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        ...usual,
        reason: whyNoBaseline(data),
      };
    });
  },
});
