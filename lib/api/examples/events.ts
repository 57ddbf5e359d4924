import type { z } from 'zod';
import type { eventPageSchema } from '../schemas/events.ts';

/** Example of the OpenAPI document; the schema types it, so it stays true. */
export const eventPageExample: z.input<typeof eventPageSchema> = {
  observedAt: '2026-11-23T14:02:31.000Z',
  stale: false,
  items: [
    {
      id: '1795442520000-0',
      at: '2026-11-23T14:02:00.000Z',
      kind: 'isr-left',
      severity: 'warning',
      title: 'Broker 3 left the ISR of 41 partitions of 5 topics',
      phrases: [{ text: 'Broker 3 left the ISR of 41 partitions of 5 topics', names: null }],
      notBefore: null,
      data: {
        broker: 3,
        partitions: { count: 41, topicCount: 5, topics: [{ topic: 'orders', partitions: [0, 1, 2] }] },
      },
    },
  ],
  nextCursor: 'WzEsImpYcTVmS1Y3IixbIjE3OTU0NDI1MjAwMDAiLCIwIl0sIiJd',
};
