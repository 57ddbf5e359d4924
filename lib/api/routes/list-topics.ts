import { z } from 'zod';
import { topicPageSchema } from '#lib/api/schemas/topics.ts';
import { TOPIC_ORDERS } from '#lib/views/topic-orders.ts';
import { topicPage } from '#lib/views/topic-page.ts';
import { freshnessOf, inCluster } from '../cluster-scope.ts';
import { topicPageExample } from '../examples/topics.ts';
import { listPosition, nextCursor } from '../list-position.ts';
import { defineOperation } from '../operation.ts';
import { clusterParam, cursorParam, limitParam, searchParam, sortParam } from '../parameters.ts';

export const listTopics = defineOperation({
  id: 'listTopics',
  method: 'GET',
  path: '/api/v1/clusters/{cluster}/topics',
  tag: 'Topics',
  summary: 'Topics of a cluster, those in danger first',
  role: 'viewer',
  params: z.object({ cluster: clusterParam }),
  query: z.object({
    search: searchParam,
    sort: sortParam(TOPIC_ORDERS, 'danger'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  response: { description: 'One page of topics', schema: topicPageSchema, example: topicPageExample },
  problems: ['CLUSTER_NOT_FOUND', 'CURSOR_INVALID'],
  handle: ({ context, params, query }) => {
    const { search, sort, limit, cursor } = query;
    const scope = { list: 'topics', cluster: params.cluster, search, sort };
    const start = listPosition(scope, TOPIC_ORDERS[sort], cursor);
    return inCluster(context, params.cluster, async ({ snapshot, identity }) => {
      const page =
        identity.id === null
          ? { items: [], total: 0, next: null }
          : await topicPage(snapshot, identity.id, { search, sort, limit, start });
      const { items, total, next } = page;
      return { ...freshnessOf(identity), items, total, nextCursor: nextCursor(scope, next) };
    });
  },
});
