import type { z } from 'zod';
import type { timelineEntrySchema } from '../schemas/incident-timeline.ts';

/** What became of the incident of the examples, as an admin sees it. */
export const timelineExample: z.input<typeof timelineEntrySchema>[] = [
  { kind: 'began', at: '2026-11-23T14:01:30.000Z' },
  { kind: 'fired', at: '2026-11-23T14:02:30.000Z' },
  {
    kind: 'told',
    at: '2026-11-23T14:02:30.000Z',
    event: 'opened',
    times: 1,
    incidents: 1,
    destinations: [
      {
        name: 'pagerduty-prod',
        state: 'delivered',
        settledAt: '2026-11-23T14:02:31.000Z',
        nextAt: null,
        attempts: 1,
        reason: null,
      },
      {
        name: 'chat of payments',
        state: 'parked',
        settledAt: '2026-11-23T14:02:31.000Z',
        nextAt: null,
        attempts: 1,
        reason: '403 invalid_token',
      },
    ],
  },
];
