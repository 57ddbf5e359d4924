import { z } from 'zod';
import { healthSchema } from '#lib/api/schemas/service.ts';
import { defineOperation } from '../operation.ts';
import { VERSION } from '../version.ts';

export const getHealth = defineOperation({
  id: 'getHealth',
  method: 'GET',
  path: '/api/health',
  tag: 'Service',
  summary: 'Whether this process answers at all; asks nothing of Postgres or Kafka',
  role: null,
  params: z.object({}),
  query: z.object({}),
  response: { description: 'It does', schema: healthSchema, example: { status: 'ok', version: VERSION } },
  problems: [],
  handle: async () => ({ status: 'ok' as const, version: VERSION }),
});
