import { z } from 'zod';
import { clusterListSchema } from '#lib/api/schemas/clusters.ts';
import { clusterRows } from '#lib/views/cluster-rows.ts';
import { clusterListExample } from '../examples/clusters.ts';
import { defineOperation } from '../operation.ts';

export const listClusters = defineOperation({
  id: 'listClusters',
  method: 'GET',
  path: '/api/v1/clusters',
  tag: 'Clusters',
  summary: 'All configured clusters with their health',
  role: 'viewer',
  scope: 'anywhere',
  params: z.object({}),
  query: z.object({}),
  response: {
    description: 'Every configured cluster, in the order of the configuration',
    schema: clusterListSchema,
    example: clusterListExample,
  },
  problems: [],
  async handle({ context }) {
    return { items: await clusterRows(context.database, context.clusters, context.now(), context.limits) };
  },
});
