import { z } from 'zod';
import { clusterSettings } from '#lib/views/cluster-settings.ts';
import { readTogether } from '../context.ts';
import { clusterSettingsListExample } from '../examples/settings.ts';
import { defineOperation } from '../operation.ts';
import { clusterSettingsListSchema } from '../schemas/settings.ts';

export const listClusterSettings = defineOperation({
  id: 'listClusterSettings',
  method: 'GET',
  path: '/api/v1/settings/clusters',
  tag: 'Clusters',
  summary: 'The configured clusters: how they are reached, what they offer, and what stands in the way',
  role: 'viewer',
  scope: 'anywhere',
  params: z.object({}),
  query: z.object({}),
  response: { description: 'The clusters', schema: clusterSettingsListSchema, example: clusterSettingsListExample },
  problems: [],
  handle: ({ context }) =>
    readTogether(context, async (snapshot) => ({
      items: await clusterSettings(snapshot, context.clusters, context.now(), context.limits),
    })),
});
