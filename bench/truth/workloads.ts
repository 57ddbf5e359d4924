import type { Status } from '#lib/lag/status/status.ts';
import { type DemoKnobs, restKnobs } from '#scripts/demo/knobs.ts';

/** The demo in which every group keeps doing for some minutes what it is there to show. */
export const truthKnobs: DemoKnobs = {
  ...restKnobs,
  rateScale: 2,
  lingerMs: 200,
  commitMs: 1_000,
  fetchWaitMs: 500,
  heartbeatMs: 1_000,
  sessionTimeoutMs: 10_000,
  watchMs: 1_000,
  slow: { low: 100, high: 100_000, behindPerSecond: 1.2, recoveringPerSecond: 20 },
  hotPartition: { low: 500, high: 100_000, behindPerSecond: 4, recoveringPerSecond: 60 },
  hungMember: { low: 100, high: 100_000 },
  stopped: { low: 50, high: 100_000 },
  batchEveryMs: 60_000,
  checkpointEveryMs: 5_000,
};

/** The slow group alone, which falls behind and drains every minute or two. */
export const cyclingKnobs: DemoKnobs = {
  ...truthKnobs,
  slow: { low: 100, high: 1_500, behindPerSecond: 1.2, recoveringPerSecond: 20 },
};

/** What is true of a group of the demo: the statuses that are right, and the first causes that are (null: none). */
export interface Workload {
  group: string;
  statuses: readonly Status[];
  causes: readonly (string | null)[];
}

export const WORKLOADS: readonly Workload[] = [
  { group: 'payments-worker', statuses: ['OK'], causes: [null] },
  { group: 'fraud-scoring-v2', statuses: ['LAGGING'], causes: ['slow-processing'] },
  { group: 'sessionizer', statuses: ['LAGGING'], causes: ['hot-partition'] },
  { group: 'order-fulfilment', statuses: ['STALLED'], causes: ['hung-member'] },
  { group: 'invoice-mailer', statuses: ['STOPPED'], causes: ['consumer-down'] },
  { group: 'order-notifications', statuses: ['OK'], causes: [null] },
  { group: 'warehouse-sync', statuses: ['OK'], causes: [null] },
  { group: 'clickstream-archiver', statuses: ['IDLE_BATCH', 'OK'], causes: [null, 'batch-consumer'] },
  { group: 'search-indexer', statuses: ['OK'], causes: [null] },
  { group: 'flink-device-aggregates', statuses: ['OK'], causes: [null] },
  { group: 'ledger-projector', statuses: ['BLOCKED'], causes: ['stuck-transaction'] },
  { group: 'settlement-report', statuses: ['OK'], causes: [null] },
  { group: 'audit-archiver', statuses: ['LOST'], causes: ['consumer-down'] },
];

/** Those that nothing but a rolling restart happens to: what is said of them then must be no trouble of theirs. */
export const UNTROUBLED = [
  'payments-worker',
  'order-notifications',
  'warehouse-sync',
  'flink-device-aggregates',
  'settlement-report',
];
