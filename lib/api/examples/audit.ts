import type { z } from 'zod';
import type { auditEntrySchema, auditPageSchema } from '../schemas/audit.ts';

/** Examples of the OpenAPI document; the schemas type them, so they stay true. */
export const auditEntryExample: z.input<typeof auditEntrySchema> = {
  id: '4711',
  at: '2026-11-23T14:02:31.000Z',
  endedAt: '2026-11-23T14:02:31.012Z',
  actor: { kind: 'user', id: 'u-7', name: 'ada@example.com' },
  origin: { address: '10.0.3.7', userAgent: 'Mozilla/5.0', requestId: '6f1c1c5e-3a57-4d59-9d0a-0f6a3f7f5a10' },
  action: 'grant.create',
  cluster: null,
  target: 'bob@example.com on prod-*',
  reason: 'on call from Monday',
  before: null,
  after: { clusters: 'prod-*', role: 'operator' },
  outcome: 'done',
  detail: null,
  count: 1,
  hash: '91168a87f7fc34c543de3ec0fcd8a0e9a758ae51a28460b3e22fc4594f3a69e2',
};

export const auditPageExample: z.input<typeof auditPageSchema> = {
  items: [auditEntryExample],
  nextCursor: 'WzEsImpYcTVmS1Y3IixbIjQ3MTEiXSwiIl0',
};
