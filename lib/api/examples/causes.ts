import type { GroupCauses } from '../schemas/causes.ts';

/** Example of the OpenAPI document; the schema types it, so it stays true. */
export const groupCausesExample: GroupCauses = {
  observedAt: '2026-11-23T14:05:31.000Z',
  stale: false,
  at: '2026-11-23T14:05:30.000Z',
  from: '2026-11-23T13:50:30.000Z',
  causes: [
    {
      kind: 'hung-member',
      title:
        'Member payments-3 (10.0.3.7) committed nothing on its 4 partitions with records since 2026-11-23 14:01:40 UTC (3 min 50 s); 20 other partitions move. 77,786 records wait there. It still heartbeats, so the group keeps its partitions with it.',
      phrases: [
        { text: 'Member ', names: null },
        { text: 'payments-3', names: 'member' },
        { text: ' (10.0.3.7) committed nothing on its 4 partitions with records since ', names: null },
        { text: '2026-11-23T14:01:40.000Z', names: 'instant' },
        {
          text: ' (3 min 50 s); 20 other partitions move. 77,786 records wait there. It still heartbeats, so the group keeps its partitions with it.',
          names: null,
        },
      ],
      share: 0.971,
      since: '2026-11-23T14:01:40.000Z',
      proof: {
        section: 'members',
        from: '2026-11-23T13:50:30.000Z',
        to: '2026-11-23T14:05:30.000Z',
        topic: 'payments',
        partition: 8,
        memberId: 'rN4TQ2cbTXWbVjRbYzZx2w',
      },
    },
  ],
};
