import type { z } from 'zod';
import type { TopicHistory } from '../schemas/series.ts';
import type { TopicDetail, TopicRow, topicPageSchema } from '../schemas/topics.ts';
import { steadyFlowExample } from './groups.ts';

/** Examples of the OpenAPI document; the schemas type them, so they stay true. */

const OBSERVED_AT = '2026-11-23T14:02:31.000Z';

export const topicRowExample: TopicRow = {
  name: 'payments',
  topicId: 'b2c9a8f0-6d1e-4f7b-9a53-0e0f5a3c7d11',
  internal: false,
  partitions: 1,
  replicationFactor: 3,
  minIsr: 2,
  cleanupPolicy: 'delete',
  retentionMs: '604800000',
  retentionBytes: '-1',
  sizeBytes: '734003200',
  worst: 'under-replicated',
  replication: { offline: 0, underMinIsr: 0, atMinIsr: 0, underReplicated: 1, reassigning: 0, notPreferred: 0 },
  groups: 1,
  produceRate: 930,
};

export const topicPageExample: z.input<typeof topicPageSchema> = {
  observedAt: OBSERVED_AT,
  stale: false,
  items: [topicRowExample],
  total: 1,
  nextCursor: null,
};

export const topicDetailExample: TopicDetail = {
  ...topicRowExample,
  observedAt: OBSERVED_AT,
  stale: false,
  partitionList: [
    {
      partition: 0,
      leader: 1,
      leaderEpoch: 12,
      replicas: [1, 2, 3],
      isr: [1, 2],
      offlineReplicas: [3],
      state: 'under-replicated',
      reassignment: null,
      broughtBackBy: null,
      reason: null,
      logStart: '1100000',
      localLogStart: null,
      lastStable: '1290112',
      highWatermark: '1290112',
      sizeBytes: '244667733',
      failure: null,
    },
  ],
  groupList: [
    {
      group: 'payments-worker',
      slug: 'payments-worker',
      lag: '112',
      lagIsAtLeast: false,
      knownPartitions: 1,
      totalPartitions: 1,
      status: 'OK',
      statuses: { OK: 24 },
      states: { ok: 1 },
      remotePartitions: 0,
      ...steadyFlowExample,
    },
  ],
  configs: [{ name: 'retention.ms', value: '604800000', source: 'DEFAULT_CONFIG', isDefault: true, sensitive: false }],
  failure: null,
};

export const topicHistoryExample: TopicHistory = {
  observedAt: OBSERVED_AT,
  stale: false,
  recordedFrom: '2026-11-20T08:15:30.000Z',
  from: '2026-11-23T14:00:00.000Z',
  to: '2026-11-23T14:00:30.000Z',
  bucketMs: 10_000,
  buckets: 3,
  produceRate: { min: [1204.5, null, 1198.2], avg: [1204.5, null, 1198.2], max: [1204.5, null, 1198.2] },
  retained: {
    min: [190_012, null, 95_056],
    avg: [190_012, null, 95_056],
    max: [190_012, null, 95_056],
    unknown: [0, 0, 3],
  },
};
