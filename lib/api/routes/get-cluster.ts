import { z } from 'zod';
import { clusterOverviewSchema } from '#lib/api/schemas/clusters.ts';
import { clusterOverview } from '#lib/views/cluster-overview.ts';
import { inCluster } from '../cluster-scope.ts';
import { clusterOverviewExample } from '../examples/clusters.ts';
import { defineOperation } from '../operation.ts';
import { clusterParam } from '../parameters.ts';

export const getCluster = defineOperation({
  id: 'getCluster',
  method: 'GET',
  path: '/api/v1/clusters/{cluster}',
  tag: 'Clusters',
  summary: 'Overview of one cluster: health, worst groups, topics in danger, the engine itself',
  role: 'viewer',
  params: z.object({ cluster: clusterParam }),
  query: z.object({}),
  response: { description: 'The overview', schema: clusterOverviewSchema, example: clusterOverviewExample },
  problems: ['CLUSTER_NOT_FOUND'],
  handle: ({ context, params }) =>
    inCluster(context, params.cluster, ({ snapshot, cluster, identity, now }) =>
      clusterOverview(snapshot, cluster, identity, now, context.limits),
    ),
});
