import { z } from 'zod';
import { topicDetailSchema } from '#lib/api/schemas/topics.ts';
import { topicDetail } from '#lib/views/topic-detail.ts';
import { freshnessOf, inCluster, topicNotFound } from '../cluster-scope.ts';
import { topicDetailExample } from '../examples/topics.ts';
import { defineOperation } from '../operation.ts';
import { clusterParam, topicParam } from '../parameters.ts';

export const getTopic = defineOperation({
  id: 'getTopic',
  method: 'GET',
  path: '/api/v1/clusters/{cluster}/topics/{topic}',
  tag: 'Topics',
  summary: 'One topic: partitions with their replicas, the groups on it, its configuration',
  role: 'viewer',
  params: z.object({ cluster: clusterParam, topic: topicParam }),
  query: z.object({}),
  response: { description: 'The topic', schema: topicDetailSchema, example: topicDetailExample },
  problems: ['CLUSTER_NOT_FOUND', 'TOPIC_NOT_FOUND'],
  handle: ({ context, params }) =>
    inCluster(context, params.cluster, async ({ snapshot, identity }) => {
      const { id } = identity;
      const topic = id === null ? null : await topicDetail(snapshot, id, params.topic);
      if (topic === null) throw topicNotFound(identity, params.topic);
      return { ...freshnessOf(identity), ...topic };
    }),
});
