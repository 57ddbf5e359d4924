import type { z } from 'zod';
import type { deliveryListSchema, deliverySchema, destinationSchema, previewSchema } from '../schemas/destinations.ts';

export const destinationExample: z.input<typeof destinationSchema> = {
  id: '2',
  name: 'pagerduty-prod',
  kind: 'pagerduty',
  settings: { routingKey: '…9f3c', url: 'https://events.pagerduty.com/v2/enqueue' },
  usable: true,
  rules: 3,
  owners: ['payments'],
  waiting: 0,
  parked: 1,
  lastDeliveredAt: '2026-11-23T14:02:31.000Z',
  updatedAt: '2026-11-20T09:00:00.000Z',
};

export const deliveryExample: z.input<typeof deliverySchema> = {
  id: '41',
  destination: { id: '2', name: 'pagerduty-prod', kind: 'pagerduty' },
  event: 'opened',
  noticeId: 'tidemark-5b0a6a53-4f6a-4f7e-9f54-6e3a6a0a9b1c',
  summary: 'payments-worker on prod-eu: lag 80,112, above 10,000',
  incident: '5b0a6a53-4f6a-4f7e-9f54-6e3a6a0a9b1c',
  state: 'parked',
  reason: '400 {"status":"invalid event"}',
  createdAt: '2026-11-23T14:02:30.000Z',
  nextAt: null,
  attempts: [
    {
      attempt: 1,
      at: '2026-11-23T14:02:30.000Z',
      status: 400,
      outcome: 'parked',
      detail: '400 {"status":"invalid event"}',
      durationMs: 132,
    },
  ],
};

/** Example of the OpenAPI document; the schema types it, so it stays true. */
export const deliveryListExample: z.input<typeof deliveryListSchema> = { items: [deliveryExample], nextCursor: null };

export const previewExample: z.input<typeof previewSchema> = {
  items: [
    {
      event: 'opened',
      title: '🔴 payments-worker is 258 s behind',
      lines: ['payments-worker on prod-eu: lag 80,112 on payments/1, above 10,000'],
      body: '{"text":"🔴 payments-worker is 258 s behind","blocks":[]}',
    },
    {
      event: 'resolved',
      title: '✅ payments-worker is 258 s behind',
      lines: ['payments-worker on prod-eu: resolved. It was lag 80,112 on payments/1, above 10,000'],
      body: '{"text":"✅ payments-worker is 258 s behind","blocks":[]}',
    },
  ],
  placeholders: { group: 'consumer group', behind: 'time behind: “258 s”' },
};
