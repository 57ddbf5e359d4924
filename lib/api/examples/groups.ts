import type { z } from 'zod';
import type { GroupDetail, GroupRow, groupPageSchema } from '../schemas/groups.ts';
import type { LagSeries } from '../schemas/series.ts';

/** Examples of the OpenAPI document; the schemas type them, so they stay true. */

const OBSERVED_AT = '2026-11-23T14:02:31.000Z';

export const groupRowExample: GroupRow = {
  group: 'payments-worker',
  slug: 'payments-worker',
  type: 'consumer',
  protocolType: 'consumer',
  state: 'Stable',
  assignOnly: false,
  lag: '80112',
  knownPartitions: 2,
  totalPartitions: 2,
  topics: 1,
  members: 1,
  worst: 'truncated',
  worstSince: '2026-11-23T13:58:10.000Z',
  states: { truncated: 1, ok: 1 },
  trend: [...Array<null>(17).fill(null), '120', '40211', '80112'],
  failure: null,
};

export const groupPageExample: z.input<typeof groupPageSchema> = {
  observedAt: OBSERVED_AT,
  stale: false,
  items: [groupRowExample],
  total: 480,
  nextCursor: 'WzEsImpYcTVmS1Y3IixbIjAiLCItODAxMTIiXSwicGF5bWVudHMtd29ya2VyIl0',
  countsByWorst: { truncated: 1, ok: 479 },
};

export const groupDetailExample: GroupDetail = {
  ...groupRowExample,
  observedAt: OBSERVED_AT,
  stale: false,
  coordinator: 2,
  partitionAssignor: 'uniform',
  epoch: 14,
  membersBeforeRebalance: false,
  memberList: [
    {
      memberId: 'rN4TQ2cbTXWbVjRbYzZx2w',
      instanceId: null,
      clientId: 'payments-1',
      host: '/10.0.3.7',
      partitions: [{ topic: 'payments', partitions: [0, 1] }],
      lag: '80112',
    },
  ],
  partitions: [
    {
      topic: 'payments',
      topicId: 'b2c9a8f0-6d1e-4f7b-9a53-0e0f5a3c7d11',
      partition: 1,
      state: 'truncated',
      stateSince: '2026-11-23T13:58:10.000Z',
      reason:
        'up to 5,021 offsets deleted unread; if it returns with auto.offset.reset=latest it will also skip the remaining 80,000',
      logStart: '1205021',
      end: '1285021',
      committed: '1200000',
      lag: '80000',
      lagIsLastKnown: false,
      leader: 3,
      memberId: 'rN4TQ2cbTXWbVjRbYzZx2w',
      clientId: 'payments-1',
      memberHost: '/10.0.3.7',
      lastCommitAt: '2026-11-23T13:41:40.000Z',
      metadata: null,
    },
    {
      topic: 'payments',
      topicId: 'b2c9a8f0-6d1e-4f7b-9a53-0e0f5a3c7d11',
      partition: 0,
      state: 'ok',
      stateSince: null,
      reason: null,
      logStart: '1100000',
      end: '1290112',
      committed: '1290000',
      lag: '112',
      lagIsLastKnown: false,
      leader: 1,
      memberId: 'rN4TQ2cbTXWbVjRbYzZx2w',
      clientId: 'payments-1',
      memberHost: '/10.0.3.7',
      lastCommitAt: OBSERVED_AT,
      metadata: null,
    },
  ],
};

export const lagSeriesExample: LagSeries = {
  observedAt: OBSERVED_AT,
  stale: false,
  recordedFrom: '2026-11-20T08:15:30.000Z',
  from: '2026-11-23T14:00:00.000Z',
  to: '2026-11-23T14:00:40.000Z',
  bucketMs: 10_000,
  buckets: 4,
  by: 'group',
  unit: 'messages',
  series: [
    {
      key: '',
      topic: null,
      partition: null,
      min: [79_800, null, 79_950, 80_112],
      avg: [79_800, null, 79_950, 80_112],
      max: [79_800, null, 79_950, 80_112],
      unknown: [0, 0, 2, 0],
    },
  ],
  omittedSeries: 0,
};
