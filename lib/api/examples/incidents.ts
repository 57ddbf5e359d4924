import type { z } from 'zod';
import type { incidentDetailSchema, incidentListSchema, incidentSchema } from '../schemas/incidents.ts';
import { timelineExample } from './incident-timeline.ts';

export const incidentExample: z.input<typeof incidentSchema> = {
  id: '5b0a6a53-4f6a-4f7e-9f54-6e3a6a0a9b1c',
  cluster: 'prod-eu',
  rule: {
    id: '7',
    name: 'payments behind',
    severity: 'critical',
    labels: { team: 'payments' },
    runbook: 'https://wiki.example.com/payments-behind',
  },
  group: 'payments-worker',
  topic: null,
  broker: null,
  since: '2026-11-23T14:01:30.000Z',
  openedAt: '2026-11-23T14:02:30.000Z',
  reopened: 0,
  condition: 'lag 80,112, above 10,000',
  worst: { topic: 'payments', partition: 1, memberHost: '10.0.3.7' },
  lag: '80112',
  timeLag: { seconds: 258.4, quality: 'interpolated' },
  status: 'STALLED',
  limit: { metric: 'lag', aggregation: 'group-sum', threshold: 10_000 },
  lossNotBefore: '2026-11-23T19:14:00.000Z',
  resolvedAt: null,
  resolution: null,
  ack: null,
  told: { at: '2026-11-23T14:02:30.000Z', repeatedAt: null },
  muted: null,
  owner: { team: 'payments', tier: 'gold', runbook: 'https://wiki.example.com/payments' },
};

/** Examples of the OpenAPI document; the schemas type them, so they stay true. */
export const incidentListExample: z.input<typeof incidentListSchema> = {
  items: [incidentExample],
  nextCursor: null,
  firing: 1,
};
export const incidentDetailExample: z.input<typeof incidentDetailSchema> = {
  incident: incidentExample,
  isHeldOpen: false,
  timeline: timelineExample,
  earlier: [],
};
