import { z } from 'zod';
import { topicHistorySchema } from '#lib/api/schemas/series.ts';
import { historyBegin } from '#lib/history/read/begin.ts';
import { readTopicHistory } from '#lib/history/read/topic-history.ts';
import { topicIdOf } from '#lib/views/history-ids.ts';
import { freshnessOf, inCluster, topicNotFound } from '../cluster-scope.ts';
import { topicHistoryExample } from '../examples/topics.ts';
import { defineOperation } from '../operation.ts';
import { clusterParam, fromParam, pointsParam, toParam, topicParam } from '../parameters.ts';
import { timeRange } from '../time-range.ts';

export const getTopicHistory = defineOperation({
  id: 'getTopicHistory',
  method: 'GET',
  path: '/api/v1/clusters/{cluster}/topics/{topic}/history',
  tag: 'Topics',
  summary: 'Throughput of a topic and how much of it is retained, over time',
  role: 'viewer',
  params: z.object({ cluster: clusterParam, topic: topicParam }),
  query: z.object({ from: fromParam, to: toParam, points: pointsParam }),
  response: { description: 'Both series, on one time axis', schema: topicHistorySchema, example: topicHistoryExample },
  problems: ['CLUSTER_NOT_FOUND', 'TOPIC_NOT_FOUND'],
  handle: ({ context, params, query }) => {
    const range = timeRange(query, context.now());
    return inCluster(context, params.cluster, async ({ snapshot, identity }) => {
      const clusterId = identity.id;
      const topicId = clusterId === null ? null : await topicIdOf(snapshot, clusterId, params.topic);
      if (clusterId === null || topicId === null) throw topicNotFound(identity, params.topic);
      const { points } = query;
      const { patienceMs } = context.limits;
      const data = await readTopicHistory(snapshot, { clusterId, topicId, ...range, points, patienceMs });
      const { fromMs, toMs, ...series } = data;
      return {
        ...freshnessOf(identity),
        recordedFrom: (await historyBegin(snapshot, clusterId))?.toISOString() ?? null,
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        ...series,
      };
    });
  },
});
