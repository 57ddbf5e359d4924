import { z } from 'zod';
import { anyQuery } from '../../burrow/answer.ts';
import { answerStatus, statusResponses } from '../../burrow/status-answer.ts';
import { defineOperation } from '../../operation.ts';
import { clusterParam, groupParam } from '../../parameters.ts';

export const getBurrowStatus = defineOperation({
  id: 'getBurrowStatus',
  method: 'GET',
  path: '/v3/kafka/{cluster}/consumer/{group}/status',
  tag: 'Burrow',
  summary: 'The verdict on a group with the partitions that are not OK, as Burrow answers it',
  role: 'viewer',
  params: z.object({ cluster: clusterParam, group: groupParam }),
  query: anyQuery,
  ...statusResponses('status'),
  problems: ['BURROW_OFF', 'CLUSTER_STALE'],
  handle: ({ context, params, request }) => answerStatus(context, request, params, { showAll: false }),
});
