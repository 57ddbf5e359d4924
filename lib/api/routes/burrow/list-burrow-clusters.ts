import { z } from 'zod';
import { anyQuery, requestInfo, requireBurrow } from '../../burrow/answer.ts';
import { burrowRequestExample } from '../../examples/burrow.ts';
import { defineOperation } from '../../operation.ts';
import { burrowClustersSchema } from '../../schemas/burrow.ts';

const MESSAGE = 'cluster list returned';

export const listBurrowClusters = defineOperation({
  id: 'listBurrowClusters',
  method: 'GET',
  path: '/v3/kafka',
  tag: 'Burrow',
  summary: 'The names of the clusters, as Burrow answers them',
  description:
    'Off by default (`TIDEMARK_BURROW`). Paths, fields and verdicts are those of Burrow; docs/operations.md has what differs.' +
    ' What Burrow does not know (who asks, an outage) is refused as everywhere here, with problem+json.',
  role: 'viewer',
  scope: 'anywhere',
  params: z.object({}),
  query: anyQuery,
  response: {
    description: 'The clusters that the caller may see',
    schema: burrowClustersSchema,
    example: { error: false, message: MESSAGE, clusters: ['local'], request: burrowRequestExample('/v3/kafka') },
  },
  problems: ['BURROW_OFF'],
  async handle({ context, request }) {
    requireBurrow(context);
    const clusters = context.clusters.map(({ name }) => name);
    return { error: false as const, message: MESSAGE, clusters, request: requestInfo(request) };
  },
});
