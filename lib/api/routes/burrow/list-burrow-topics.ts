import { z } from 'zod';
import { topicNames } from '#lib/views/burrow-names.ts';
import { anyQuery, burrowAnswer, notFoundAnswer } from '../../burrow/answer.ts';
import { inCluster } from '../../cluster-scope.ts';
import { burrowRequestExample } from '../../examples/burrow.ts';
import { defineOperation } from '../../operation.ts';
import { clusterParam } from '../../parameters.ts';
import { burrowTopicsSchema } from '../../schemas/burrow.ts';

const MESSAGE = 'topic list returned';
const MISSING = 'cluster not found';

export const listBurrowTopics = defineOperation({
  id: 'listBurrowTopics',
  method: 'GET',
  path: '/v3/kafka/{cluster}/topic',
  tag: 'Burrow',
  summary: 'The names of the topics of a cluster, as Burrow answers them',
  role: 'viewer',
  params: z.object({ cluster: clusterParam }),
  query: anyQuery,
  response: {
    description: 'The names',
    schema: burrowTopicsSchema,
    example: {
      error: false,
      message: MESSAGE,
      topics: ['payments'],
      request: burrowRequestExample('/v3/kafka/local/topic'),
    },
  },
  otherResponses: notFoundAnswer('/v3/kafka/none/topic', MISSING),
  problems: ['BURROW_OFF'],
  handle: ({ context, params, request }) =>
    burrowAnswer(context, request, { message: MESSAGE, missing: MISSING }, () =>
      inCluster(context, params.cluster, async ({ snapshot, identity: { id } }) => ({
        topics: id === null ? [] : await topicNames(snapshot, id),
      })),
    ),
});
