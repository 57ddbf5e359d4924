import { z } from 'zod';
import { lagSeriesSchema } from '#lib/api/schemas/series.ts';
import { historyBegin } from '#lib/history/read/begin.ts';
import { readLagSeries } from '#lib/history/read/lag-series.ts';
import { pollsBegin } from '#lib/history/read/polls-begin.ts';
import { readTimeLagSeries } from '#lib/history/read/time-lag-series.ts';
import { groupIdOf } from '#lib/views/history-ids.ts';
import { freshnessOf, groupNotFound, inCluster, isReadCommitted } from '../cluster-scope.ts';
import { lagSeriesExample } from '../examples/groups.ts';
import { defineOperation } from '../operation.ts';
import { choiceParam, clusterParam, fromParam, groupParam, pointsParam, toParam, unitParam } from '../parameters.ts';
import { timeRange } from '../time-range.ts';

export const getGroupLag = defineOperation({
  id: 'getGroupLag',
  method: 'GET',
  path: '/api/v1/clusters/{cluster}/groups/{group}/lag',
  tag: 'Groups',
  summary: 'Lag of a group over time, in buckets with minimum, mean and maximum',
  description:
    'Also answers for a group that is gone by now, as long as its history is kept. The series of the whole group is a sum' +
    ' over the partitions that the `lag` of the group is a sum over now: those whose present state is `inactive` (no' +
    ' member subscribes to the topic any more) are left out of it for the whole range, and have their own series by topic' +
    ' and by partition. Lag of a group that is configured as reading committed records is counted to the last stable' +
    ' offset. History keeps offsets and counts them: where nothing but a transaction marker is left to read, the series has' +
    ' 1 and the `lag` of the group 0. In seconds it is the age of the record that is read next, by when the log passed its' +
    ' offset: of a group or a topic the largest of its partitions, 0 where nothing is left to read. Seconds go back as far as every' +
    ' poll is kept (`TIDEMARK_HISTORY_RAW`), which is where `recordedFrom` is then.',
  role: 'viewer',
  params: z.object({ cluster: clusterParam, group: groupParam }),
  query: z.object({
    from: fromParam,
    to: toParam,
    points: pointsParam,
    by: choiceParam(['group', 'topic', 'partition'])
      .default('group')
      .meta({ description: 'One series for the group, for each topic, or for each partition' }),
    unit: unitParam,
  }),
  response: { description: 'The series, on one time axis', schema: lagSeriesSchema, example: lagSeriesExample },
  problems: ['CLUSTER_NOT_FOUND', 'GROUP_NOT_FOUND'],
  handle: ({ context, params, query }) => {
    const { points, by, unit } = query;
    const range = timeRange(query, context.now());
    return inCluster(context, params.cluster, async ({ snapshot, cluster, identity }) => {
      const clusterId = identity.id;
      const groupId = clusterId === null ? null : await groupIdOf(snapshot, clusterId, params.group);
      if (clusterId === null || groupId === null) throw groupNotFound(identity, params.group);
      const readCommitted = isReadCommitted(cluster, params.group);
      const { patienceMs } = context.limits;
      const wanted = { clusterId, groupId, ...range, points, by, readCommitted, patienceMs };
      const isTime = unit === 'seconds';
      const data = await (isTime ? readTimeLagSeries : readLagSeries)(snapshot, wanted);
      const { fromMs, toMs, ...series } = data;
      return {
        ...freshnessOf(identity),
        recordedFrom: (await (isTime ? pollsBegin : historyBegin)(snapshot, clusterId))?.toISOString() ?? null,
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        by,
        unit,
        ...series,
      };
    });
  },
});
