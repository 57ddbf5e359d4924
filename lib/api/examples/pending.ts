import type { z } from 'zod';
import type { pendingListSchema } from '../schemas/pending.ts';

/** Example of the OpenAPI document; the schema types it, so it stays true. */
export const pendingListExample: z.input<typeof pendingListSchema> = {
  items: [
    {
      cluster: 'prod-eu',
      rule: { id: '7', name: 'payments behind', severity: 'critical' },
      group: 'payments-worker',
      topic: null,
      broker: null,
      since: '2026-11-23T14:01:30.000Z',
      firesAt: '2026-11-23T14:02:30.000Z',
    },
  ],
  count: 1,
};
