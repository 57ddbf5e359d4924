import { z } from 'zod';
import { anyQuery } from '../../burrow/answer.ts';
import { answerStatus, statusResponses } from '../../burrow/status-answer.ts';
import { defineOperation } from '../../operation.ts';
import { clusterParam, groupParam } from '../../parameters.ts';

export const getBurrowLag = defineOperation({
  id: 'getBurrowLag',
  method: 'GET',
  path: '/v3/kafka/{cluster}/consumer/{group}/lag',
  tag: 'Burrow',
  summary: 'The verdict on a group with all of its partitions, as Burrow answers it',
  role: 'viewer',
  params: z.object({ cluster: clusterParam, group: groupParam }),
  query: anyQuery,
  ...statusResponses('lag'),
  problems: ['BURROW_OFF', 'CLUSTER_STALE'],
  handle: ({ context, params, request }) => answerStatus(context, request, params, { showAll: true }),
});
