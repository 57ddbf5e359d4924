import type { z } from 'zod';
import type { Flow } from '../schemas/flow.ts';
import type { GroupDetail, GroupRow, groupPageSchema } from '../schemas/groups.ts';
import type { GroupBaseline, GroupRates, LagSeries } from '../schemas/series.ts';
import type { GroupStatuses } from '../schemas/status.ts';
import type { TimeLag } from '../schemas/time-lag.ts';

/** Examples of the OpenAPI document; the schemas type them, so they stay true. */

const OBSERVED_AT = '2026-11-23T14:02:31.000Z';

/** Before two polls. */
export const unknownTimeLagExample: TimeLag = { seconds: null, quality: 'unknown' };

/** Lag that stays where it is. */
export const steadyFlowExample: Flow = { produceRate: 930, consumeRate: 930, lagTrend: 'steady', drainSeconds: null };

export const groupRowExample: GroupRow = {
  group: 'payments-worker',
  slug: 'payments-worker',
  type: 'consumer',
  protocolType: 'consumer',
  state: 'Stable',
  assignOnly: false,
  lag: '80112',
  lagIsAtLeast: false,
  knownPartitions: 2,
  totalPartitions: 2,
  topics: 1,
  members: 1,
  status: 'LOST',
  statusSince: '2026-11-23T13:58:10.000Z',
  severity: 'error',
  statuses: { LOST: 1, OK: 1 },
  states: { truncated: 1, ok: 1 },
  trend: [...Array<null>(17).fill(null), '120', '40211', '80112'],
  produceRate: 1240,
  consumeRate: 930,
  lagTrend: 'growing',
  drainSeconds: null,
  timeLag: { seconds: 258.4, quality: 'interpolated' },
  loss: {
    deletedUnread: '5021',
    removedUnread: '0',
    notBefore: '2026-11-23T14:43:12.000Z',
    kind: 'time',
    topic: 'payments',
    partition: 1,
    likelyAt: '2026-11-23T14:58:00.000Z',
    sizeUnknown: false,
    ageUnknown: false,
    threatened: true,
    offsetsExpireNotBefore: null,
  },
  hot: [{ topic: 'payments', partition: 1, since: '2026-11-23T13:59:00.000Z' }],
  failure: null,
};

export const groupPageExample: z.input<typeof groupPageSchema> = {
  observedAt: OBSERVED_AT,
  stale: false,
  items: [groupRowExample],
  total: 480,
  nextCursor: 'WzEsImpYcTVmS1Y3IixbIjAiLCItODAxMTIiXSwicGF5bWVudHMtd29ya2VyIl0',
  countsByStatus: { LOST: 1, OK: 479 },
};

export const groupDetailExample: GroupDetail = {
  ...groupRowExample,
  observedAt: OBSERVED_AT,
  stale: false,
  coordinator: 2,
  partitionAssignor: 'uniform',
  epoch: 14,
  topology: null,
  commitGapMs: 10_000,
  owner: { team: 'payments', tier: 'gold', runbook: 'https://wiki.example.com/payments' },
  membersBeforeRebalance: false,
  memberList: [
    {
      memberId: 'rN4TQ2cbTXWbVjRbYzZx2w',
      instanceId: null,
      clientId: 'payments-1',
      host: '/10.0.3.7',
      partitions: [{ topic: 'payments', partitions: [0, 1] }],
      tasks: null,
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
      status: 'LOST',
      statusSince: '2026-11-23T13:58:10.000Z',
      reason:
        'up to 5,021 offsets deleted unread; if it returns with auto.offset.reset=latest it will also skip the remaining 80,000',
      logStart: '1205021',
      end: '1285021',
      committed: '1200000',
      lag: '80000',
      lagIsAtLeast: false,
      lagIsLastKnown: false,
      produceRate: 310,
      consumeRate: 0,
      lagTrend: 'stalled',
      drainSeconds: null,
      timeLag: { seconds: 258.4, quality: 'interpolated' },
      loss: { deletedUnread: '5021', notBefore: '2026-11-23T14:43:12.000Z', kind: 'time' },
      hotSince: '2026-11-23T13:59:00.000Z',
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
      status: 'OK',
      statusSince: '2026-11-22T08:12:00.000Z',
      reason: null,
      logStart: '1100000',
      end: '1290112',
      committed: '1290000',
      lag: '112',
      lagIsAtLeast: false,
      lagIsLastKnown: false,
      ...steadyFlowExample,
      timeLag: { seconds: 0.4, quality: 'interpolated' },
      loss: { deletedUnread: null, notBefore: null, kind: null },
      hotSince: null,
      leader: 1,
      memberId: 'rN4TQ2cbTXWbVjRbYzZx2w',
      clientId: 'payments-1',
      memberHost: '/10.0.3.7',
      lastCommitAt: OBSERVED_AT,
      metadata: null,
    },
  ],
};

export const groupStatusesExample: GroupStatuses = {
  observedAt: OBSERVED_AT,
  stale: false,
  from: '2026-11-23T13:30:00.000Z',
  to: '2026-11-23T14:02:00.000Z',
  intervals: [
    { from: '2026-11-23T13:30:00.000Z', to: '2026-11-23T13:42:40.000Z', status: 'OK' },
    { from: '2026-11-23T13:42:40.000Z', to: '2026-11-23T13:58:10.000Z', status: 'STALLED' },
    { from: '2026-11-23T13:58:10.000Z', to: '2026-11-23T14:02:00.000Z', status: 'LOST' },
  ],
  partitions: null,
  omittedPartitions: 0,
};

export const groupBaselineExample: GroupBaseline = {
  observedAt: OBSERVED_AT,
  stale: false,
  recordedFrom: '2026-11-16T08:15:30.000Z',
  from: '2026-11-23T14:00:00.000Z',
  to: '2026-11-23T14:02:00.000Z',
  bucketMs: 30_000,
  buckets: 4,
  days: 7,
  low: [120, 110, 130, null],
  median: [380, 390, 395.5, null],
  high: [1_240, 1_180, 1_310, null],
  reason: null,
};

export const groupRatesExample: GroupRates = {
  observedAt: OBSERVED_AT,
  stale: false,
  recordedFrom: '2026-11-20T08:15:30.000Z',
  from: '2026-11-23T14:00:00.000Z',
  to: '2026-11-23T14:02:00.000Z',
  bucketMs: 30_000,
  buckets: 4,
  produceRate: { min: [1_190, null, 1_200, 1_230], avg: [1_230, null, 1_240, 1_240], max: [1_260, null, 1_280, 1_250] },
  consumeRate: { min: [1_180, null, 880, 910], avg: [1_230, null, 920, 930], max: [1_270, null, 960, 950] },
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
