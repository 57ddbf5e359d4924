import { z } from 'zod';
import { anyQuery, burrowAnswer, notFoundAnswer } from '../../burrow/answer.ts';
import { burrowConsumer } from '../../burrow/consumer.ts';
import { consumerTopics } from '../../burrow/status.ts';
import { burrowConsumerExample, burrowRequestExample } from '../../examples/burrow.ts';
import { defineOperation } from '../../operation.ts';
import { clusterParam, groupParam } from '../../parameters.ts';
import { burrowConsumerSchema } from '../../schemas/burrow.ts';

const MESSAGE = 'consumer detail returned';
const MISSING = 'cluster or consumer not found';

export const getBurrowConsumer = defineOperation({
  id: 'getBurrowConsumer',
  method: 'GET',
  path: '/v3/kafka/{cluster}/consumer/{group}',
  tag: 'Burrow',
  summary: 'The commits that a verdict on a group is made of, as Burrow answers them',
  role: 'viewer',
  params: z.object({ cluster: clusterParam, group: groupParam }),
  query: anyQuery,
  response: {
    description: 'The commits by topic and partition, oldest first; null for what is not filled yet',
    schema: burrowConsumerSchema,
    example: {
      error: false,
      message: MESSAGE,
      topics: burrowConsumerExample,
      request: burrowRequestExample('/v3/kafka/local/consumer/payments-worker'),
    },
  },
  otherResponses: notFoundAnswer('/v3/kafka/local/consumer/none', MISSING),
  problems: ['BURROW_OFF', 'CLUSTER_STALE'],
  handle: ({ context, params, request }) =>
    burrowAnswer(context, request, { message: MESSAGE, missing: MISSING }, async () => {
      const consumer = await burrowConsumer(context, params.cluster, params.group);
      return consumer && { topics: consumerTopics(consumer, context.burrow.intervals) };
    }),
});
