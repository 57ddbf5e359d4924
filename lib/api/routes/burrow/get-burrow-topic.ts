import { z } from 'zod';
import { type LogPosition, readLatestTopic } from '#lib/history/read/latest.ts';
import { presentTopicId } from '#lib/views/burrow-names.ts';
import { anyQuery, burrowAnswer, notFoundAnswer } from '../../burrow/answer.ts';
import { readTogether } from '../../context.ts';
import { currentCluster } from '../../current-cluster.ts';
import { burrowRequestExample } from '../../examples/burrow.ts';
import { defineOperation } from '../../operation.ts';
import { clusterParam, topicParam } from '../../parameters.ts';
import { burrowTopicSchema } from '../../schemas/burrow.ts';

const MESSAGE = 'topic offsets returned';
const MISSING = 'cluster or topic not found';
const UNSEEN = -1;

export const getBurrowTopic = defineOperation({
  id: 'getBurrowTopic',
  method: 'GET',
  path: '/v3/kafka/{cluster}/topic/{topic}',
  tag: 'Burrow',
  summary: 'The ends of a topic by partition, as Burrow answers them',
  role: 'viewer',
  params: z.object({ cluster: clusterParam, topic: topicParam }),
  query: anyQuery,
  response: {
    description: 'The ends',
    schema: burrowTopicSchema,
    example: {
      error: false,
      message: MESSAGE,
      offsets: [51_240, 49_440],
      request: burrowRequestExample('/v3/kafka/local/topic/payments'),
    },
  },
  otherResponses: notFoundAnswer('/v3/kafka/local/topic/none', MISSING),
  problems: ['BURROW_OFF', 'CLUSTER_STALE'],
  handle: ({ context, params, request }) =>
    burrowAnswer(context, request, { message: MESSAGE, missing: MISSING }, async () => {
      const { id } = await currentCluster(context, params.cluster);
      return readTogether(context, async (snapshot) => {
        const topicId = await presentTopicId(snapshot, id, params.topic);
        if (topicId === null) return null;
        const latest = await readLatestTopic(snapshot, id, topicId);
        return { offsets: latest?.partitions.map(endOf) ?? [] };
      });
    }),
});

const endOf = ({ highWatermark }: LogPosition): number => (highWatermark === null ? UNSEEN : Number(highWatermark));
