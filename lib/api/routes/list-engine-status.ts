import { z } from 'zod';
import { engineStatus } from '#lib/views/engine-status.ts';
import { readTogether } from '../context.ts';
import { engineStatusListExample } from '../examples/settings.ts';
import { defineOperation } from '../operation.ts';
import { engineStatusListSchema } from '../schemas/settings.ts';

export const listEngineStatus = defineOperation({
  id: 'listEngineStatus',
  method: 'GET',
  path: '/api/v1/settings/engine',
  tag: 'Service',
  summary: 'Which process polls each cluster, and how well that goes',
  role: 'viewer',
  scope: 'anywhere',
  params: z.object({}),
  query: z.object({}),
  response: { description: 'The clusters', schema: engineStatusListSchema, example: engineStatusListExample },
  problems: [],
  handle: ({ context }) =>
    readTogether(context, async (snapshot) => ({
      items: await engineStatus(snapshot, context.clusters, context.now(), context.limits),
    })),
});
