import { z } from 'zod';
import { secretsState } from '#lib/access/secrets/state.ts';
import { storage } from '#lib/views/storage.ts';
import { readTogether } from '../context.ts';
import { storageExample } from '../examples/settings.ts';
import { defineOperation } from '../operation.ts';
import { storageSchema } from '../schemas/settings.ts';

export const getStorage = defineOperation({
  id: 'getStorage',
  method: 'GET',
  path: '/api/v1/settings/storage',
  tag: 'Service',
  summary: 'What the history takes and holds, against what is set, and whether stored secrets can be opened',
  role: 'viewer',
  params: z.object({}),
  query: z.object({}),
  response: { description: 'The storage', schema: storageSchema, example: storageExample },
  problems: [],
  handle: ({ context }) =>
    readTogether(context, async (snapshot) => ({
      ...(await storage(snapshot, context.history)),
      secrets: await secretsState(snapshot, context.secretKeys()),
    })),
});
