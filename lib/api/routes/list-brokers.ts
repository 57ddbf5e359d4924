import { z } from 'zod';
import { brokerListSchema } from '#lib/api/schemas/brokers.ts';
import { brokerList } from '#lib/views/broker-list.ts';
import { clusterController } from '#lib/views/cluster-controller.ts';
import { freshnessOf, inCluster } from '../cluster-scope.ts';
import { brokerListExample } from '../examples/clusters.ts';
import { defineOperation } from '../operation.ts';
import { clusterParam } from '../parameters.ts';

export const listBrokers = defineOperation({
  id: 'listBrokers',
  method: 'GET',
  path: '/api/v1/clusters/{cluster}/brokers',
  tag: 'Brokers',
  summary: 'All brokers of a cluster, with the controller',
  role: 'viewer',
  params: z.object({ cluster: clusterParam }),
  query: z.object({}),
  response: {
    description: 'Every broker seen or still named in a replica list, by id',
    schema: brokerListSchema,
    example: brokerListExample,
  },
  problems: ['CLUSTER_NOT_FOUND'],
  handle: ({ context, params }) =>
    inCluster(context, params.cluster, async ({ snapshot, identity }) => ({
      ...freshnessOf(identity),
      controller: identity.id === null ? null : await clusterController(snapshot, identity.id),
      items: identity.id === null ? [] : await brokerList(snapshot, identity.id),
    })),
});
