import type { z } from 'zod';
import type { changedGrantSchema, grantListSchema, grantSchema } from '../schemas/grants.ts';

export const grantExample: z.input<typeof grantSchema> = {
  id: '3',
  principal: { kind: 'user', id: 'b3f1c2d4', name: 'ada@example.com', active: true },
  clusters: 'prod-*',
  role: 'operator',
  matches: ['prod-eu'],
  createdAt: '2026-11-23T14:02:31.000Z',
};

/** Examples of the OpenAPI document; the schemas type them, so they stay true. */
export const grantListExample: z.input<typeof grantListSchema> = {
  items: [grantExample],
  nextCursor: null,
  clusters: ['prod-eu', 'test'],
};

export const changedGrantExample: z.input<typeof changedGrantSchema> = { grant: grantExample, warnings: [] };
