import { z } from 'zod';
import { groupNames } from '#lib/views/burrow-names.ts';
import { anyQuery, burrowAnswer, notFoundAnswer } from '../../burrow/answer.ts';
import { inCluster } from '../../cluster-scope.ts';
import { burrowRequestExample } from '../../examples/burrow.ts';
import { defineOperation } from '../../operation.ts';
import { clusterParam } from '../../parameters.ts';
import { burrowConsumersSchema } from '../../schemas/burrow.ts';

const MESSAGE = 'consumer list returned';
const MISSING = 'cluster not found';

export const listBurrowConsumers = defineOperation({
  id: 'listBurrowConsumers',
  method: 'GET',
  path: '/v3/kafka/{cluster}/consumer',
  tag: 'Burrow',
  summary: 'The names of the groups of a cluster, as Burrow answers them',
  role: 'viewer',
  params: z.object({ cluster: clusterParam }),
  query: anyQuery,
  response: {
    description: 'The names',
    schema: burrowConsumersSchema,
    example: {
      error: false,
      message: MESSAGE,
      consumers: ['payments-worker'],
      request: burrowRequestExample('/v3/kafka/local/consumer'),
    },
  },
  otherResponses: notFoundAnswer('/v3/kafka/none/consumer', MISSING),
  problems: ['BURROW_OFF'],
  handle: ({ context, params, request }) =>
    burrowAnswer(context, request, { message: MESSAGE, missing: MISSING }, () =>
      inCluster(context, params.cluster, async ({ snapshot, identity: { id } }) => ({
        consumers: id === null ? [] : await groupNames(snapshot, id),
      })),
    ),
});
