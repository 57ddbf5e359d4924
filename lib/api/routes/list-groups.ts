import { z } from 'zod';
import { groupPageSchema } from '#lib/api/schemas/groups.ts';
import { GROUP_ORDERS } from '#lib/views/group-orders.ts';
import { groupPage } from '#lib/views/group-page.ts';
import { freshnessOf, inCluster } from '../cluster-scope.ts';
import { groupPageExample } from '../examples/groups.ts';
import { listPosition, nextCursor } from '../list-position.ts';
import { defineOperation } from '../operation.ts';
import { clusterParam, cursorParam, limitParam, searchParam, sortParam, statusesParam } from '../parameters.ts';

export const listGroups = defineOperation({
  id: 'listGroups',
  method: 'GET',
  path: '/api/v1/clusters/{cluster}/groups',
  tag: 'Groups',
  summary: 'Consumer groups of a cluster, worst first',
  description:
    'The search looks through group ids, client ids and hosts of members, and names of topics the group has a position on. A group whose sort key changes between two pages may appear twice or not at all; sorted by name no group ever does.',
  role: 'viewer',
  params: z.object({ cluster: clusterParam }),
  query: z.object({
    search: searchParam,
    status: statusesParam,
    sort: sortParam(GROUP_ORDERS, 'danger'),
    limit: limitParam,
    cursor: cursorParam,
  }),
  response: { description: 'One page of groups', schema: groupPageSchema, example: groupPageExample },
  problems: ['CLUSTER_NOT_FOUND', 'CURSOR_INVALID'],
  handle: ({ context, params, query }) => {
    const { search, status, sort, limit, cursor } = query;
    const scope = { list: 'groups', cluster: params.cluster, search, status, sort };
    const start = listPosition(scope, GROUP_ORDERS[sort], cursor);
    return inCluster(context, params.cluster, async ({ snapshot, identity }) => {
      const page =
        identity.id === null
          ? { items: [], total: 0, next: null, countsByStatus: {} }
          : await groupPage(snapshot, identity.id, { search, status, sort, limit, start });
      const { items, total, next, countsByStatus } = page;
      return { ...freshnessOf(identity), items, total, nextCursor: nextCursor(scope, next), countsByStatus };
    });
  },
});
