import type { z } from 'zod';
import type { createdTokenSchema, tokenListSchema, tokenSchema } from '../schemas/tokens.ts';

export const tokenExample: z.input<typeof tokenSchema> = {
  id: '7',
  name: 'deploy pipeline',
  shown: 'tdm_q3kx7hma',
  use: 'events',
  grants: [{ clusters: 'prod-*', role: 'operator' }],
  createdBy: 'ada@example.com',
  own: true,
  createdAt: '2026-11-23T14:02:31.000Z',
  expiresAt: '2027-02-21T00:00:00.000Z',
  revokedAt: null,
  lastUsedAt: null,
  state: 'active',
};

/** Examples of the OpenAPI document; the schemas type them, so they stay true. */
export const tokenListExample: z.input<typeof tokenListSchema> = { items: [tokenExample], nextCursor: null };

export const createdTokenExample: z.input<typeof createdTokenSchema> = {
  token: tokenExample,
  secret: 'tdm_q3kx7hma_Zm9yIHRoZSBleGFtcGxlIGFsb25lLCBpdCBpcyBub25l',
  warnings: [],
};
