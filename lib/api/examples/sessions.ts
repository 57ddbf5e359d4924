import type { z } from 'zod';
import type { ownSessionSchema } from '../schemas/session.ts';

export const ownSessionExample: z.input<typeof ownSessionSchema> = {
  id: 'pC3XyVv1cXy6nSxk2u0mVwYbq9lF7d8e',
  current: true,
  createdAt: '2026-11-23T08:00:12.000Z',
  usedAt: '2026-11-23T14:02:31.000Z',
  expiresAt: '2026-11-30T08:00:12.000Z',
  address: '10.0.3.7',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
};
