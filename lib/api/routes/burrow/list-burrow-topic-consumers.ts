import { z } from 'zod';
import { groupsOfTopic } from '#lib/views/burrow-names.ts';
import { anyQuery, burrowAnswer, notFoundAnswer } from '../../burrow/answer.ts';
import { inCluster } from '../../cluster-scope.ts';
import { burrowRequestExample } from '../../examples/burrow.ts';
import { defineOperation } from '../../operation.ts';
import { clusterParam, topicParam } from '../../parameters.ts';
import { burrowConsumersSchema } from '../../schemas/burrow.ts';

const MESSAGE = 'consumers of topic returned';
const MISSING = 'cluster not found';

export const listBurrowTopicConsumers = defineOperation({
  id: 'listBurrowTopicConsumers',
  method: 'GET',
  path: '/v3/kafka/{cluster}/topic/{topic}/consumers',
  tag: 'Burrow',
  summary: 'The names of the groups that read a topic, as Burrow answers them',
  role: 'viewer',
  params: z.object({ cluster: clusterParam, topic: topicParam }),
  query: anyQuery,
  response: {
    description: 'The names',
    schema: burrowConsumersSchema,
    example: {
      error: false,
      message: MESSAGE,
      consumers: ['payments-worker'],
      request: burrowRequestExample('/v3/kafka/local/topic/payments/consumers'),
    },
  },
  otherResponses: notFoundAnswer('/v3/kafka/none/topic/payments/consumers', MISSING),
  problems: ['BURROW_OFF'],
  handle: ({ context, params, request }) =>
    burrowAnswer(context, request, { message: MESSAGE, missing: MISSING }, () =>
      inCluster(context, params.cluster, async ({ snapshot, identity: { id } }) => ({
        consumers: id === null ? [] : await groupsOfTopic(snapshot, id, params.topic),
      })),
    ),
});
