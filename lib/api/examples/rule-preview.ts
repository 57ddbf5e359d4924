import type { z } from 'zod';
import type { rulePreviewSchema } from '../schemas/rule-preview.ts';

/** Example of the OpenAPI document; the schema types it, so it stays true. */
export const rulePreviewExample: z.input<typeof rulePreviewSchema> = {
  unavailable: null,
  from: '2026-11-16T14:00:00.000Z',
  to: '2026-11-23T14:02:31.000Z',
  over: 'groups',
  groups: 12,
  looked: 12,
  reached: null,
  next: null,
  doubts: [],
  targets: [
    {
      group: 'payments-worker',
      topic: null,
      broker: null,
      count: 1,
      seconds: 1320,
      firings: [
        {
          since: '2026-11-20T03:10:00.000Z',
          firedAt: '2026-11-20T03:11:00.000Z',
          resolvedAt: '2026-11-20T03:33:00.000Z',
          worst: 80_112,
        },
      ],
    },
  ],
};
