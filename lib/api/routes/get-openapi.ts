import { z } from 'zod';
// Written from the operations by npm run docs:api; a test fails when it is not current.
import document from '../../../docs/openapi.json' with { type: 'json' };
import { defineOperation } from '../operation.ts';

export const getOpenApi = defineOperation({
  id: 'getOpenApi',
  method: 'GET',
  path: '/api/v1/openapi.json',
  tag: 'Service',
  summary: 'This document: OpenAPI 3.1',
  role: 'viewer',
  scope: 'anywhere',
  params: z.object({}),
  query: z.object({}),
  response: {
    description: 'The OpenAPI document',
    schema: z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) }),
    example: { openapi: '3.1.1', info: { title: 'Tidemark' }, paths: {} },
  },
  problems: [],
  handle: async () => document,
});
