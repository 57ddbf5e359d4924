import { z } from 'zod';
import { formatBrokerAddress } from '#lib/config/broker-address.ts';
import { COLLECTOR_CLIENT_ID } from '#lib/kafka/client-id.ts';
import { kafkaVersionOf } from '#lib/views/burrow-names.ts';
import { anyQuery, burrowAnswer, notFoundAnswer } from '../../burrow/answer.ts';
import { inCluster } from '../../cluster-scope.ts';
import { burrowClusterExample, burrowRequestExample } from '../../examples/burrow.ts';
import { defineOperation } from '../../operation.ts';
import { clusterParam } from '../../parameters.ts';
import { burrowClusterSchema } from '../../schemas/burrow.ts';

const MESSAGE = 'cluster module detail returned';
const MISSING = 'cluster module not found';

export const getBurrowCluster = defineOperation({
  id: 'getBurrowCluster',
  method: 'GET',
  path: '/v3/kafka/{cluster}',
  tag: 'Burrow',
  summary: 'How a cluster is reached and how often it is read, as Burrow answers it',
  role: 'viewer',
  params: z.object({ cluster: clusterParam }),
  query: anyQuery,
  response: {
    description: 'The cluster; how Tidemark signs in there is not told',
    schema: burrowClusterSchema,
    example: {
      error: false,
      message: MESSAGE,
      module: burrowClusterExample,
      request: burrowRequestExample('/v3/kafka/local'),
    },
  },
  otherResponses: notFoundAnswer('/v3/kafka/none', MISSING),
  problems: ['BURROW_OFF'],
  handle: ({ context, params, request }) =>
    burrowAnswer(context, request, { message: MESSAGE, missing: MISSING }, () =>
      inCluster(context, params.cluster, async ({ snapshot, cluster, identity: { id } }) => {
        const seconds = Math.round(cluster.pollIntervalMs / 1000);
        return {
          module: {
            'class-name': 'kafka' as const,
            servers: cluster.bootstrapBrokers.map(formatBrokerAddress),
            'client-profile': {
              name: cluster.name,
              'client-id': COLLECTOR_CLIENT_ID,
              'kafka-version': (id === null ? null : await kafkaVersionOf(snapshot, id)) ?? '',
              tls: null,
              sasl: null,
            },
            'topic-refresh': seconds,
            'offset-refresh': seconds,
          },
        };
      }),
    ),
});
