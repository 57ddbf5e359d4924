import { z } from 'zod';
import { groupRatesSchema } from '#lib/api/schemas/series.ts';
import { readGroupRates } from '#lib/history/read/group-rates.ts';
import { pollsBegin } from '#lib/history/read/polls-begin.ts';
import { groupIdOf } from '#lib/views/history-ids.ts';
import { freshnessOf, groupNotFound, inCluster } from '../cluster-scope.ts';
import { groupRatesExample } from '../examples/groups.ts';
import { defineOperation } from '../operation.ts';
import { clusterParam, fromParam, groupParam, pointsParam, toParam } from '../parameters.ts';
import { timeRange } from '../time-range.ts';

export const getGroupRates = defineOperation({
  id: 'getGroupRates',
  method: 'GET',
  path: '/api/v1/clusters/{cluster}/groups/{group}/rates',
  tag: 'Groups',
  summary: 'Produce and consume rate of a group over time, in buckets with minimum, mean and maximum',
  description:
    'From poll to poll, over the partitions that the `lag` of the group is a sum over now. A poll after which a position' +
    ' fell (a reset, a truncated log) has no rate, and neither has the consume rate of a bucket in which offsets were moved forward' +
    ' without a member seen, as the events tell. Rates go back as far as every poll is kept' +
    ' (`TIDEMARK_HISTORY_RAW`), which is where `recordedFrom` is. Also answers for a group that is gone by now.',
  role: 'viewer',
  params: z.object({ cluster: clusterParam, group: groupParam }),
  query: z.object({ from: fromParam, to: toParam, points: pointsParam }),
  response: { description: 'Both rates, on one time axis', schema: groupRatesSchema, example: groupRatesExample },
  problems: ['CLUSTER_NOT_FOUND', 'GROUP_NOT_FOUND'],
  handle: ({ context, params, query }) => {
    const range = timeRange(query, context.now());
    return inCluster(context, params.cluster, async ({ snapshot, identity }) => {
      const clusterId = identity.id;
      const groupId = clusterId === null ? null : await groupIdOf(snapshot, clusterId, params.group);
      if (clusterId === null || groupId === null) throw groupNotFound(identity, params.group);
      const { patienceMs } = context.limits;
      const data = await readGroupRates(snapshot, { clusterId, groupId, ...range, points: query.points, patienceMs });
      const { fromMs, toMs, ...series } = data;
      return {
        ...freshnessOf(identity),
        recordedFrom: (await pollsBegin(snapshot, clusterId))?.toISOString() ?? null,
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        ...series,
      };
    });
  },
});
