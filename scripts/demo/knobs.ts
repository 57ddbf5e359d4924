/** Everything about the demo that one may want to turn: rates, sizes, retention, pauses. Lags are in records. */
export interface DemoKnobs {
  /** Multiplies the rate of every producer. */
  readonly rateScale: number;
  /** Producers collect for this long, then send once. */
  readonly lingerMs: number;
  /** Members commit this often. */
  readonly commitMs: number;
  /** Fetches wait this long for a record, and so may a member that is to leave. */
  readonly fetchWaitMs: number;
  readonly heartbeatMs: number;
  readonly sessionTimeoutMs: number;
  /** How often the demo looks at the lag of the groups that it steers by it. */
  readonly watchMs: number;
  /** Falls behind to `high`, then catches up to `low`. */
  readonly slow: Band & Pace;
  /** The same for the worst partition alone; `low` keeps it hot for ever. */
  readonly hotPartition: Band & Pace;
  /** The hung member is restarted at `high`, and hangs again once its group is down to `low`. */
  readonly hungMember: Band;
  /** The stopped group comes back at `high` and leaves again at `low`, before retention overtakes it. */
  readonly stopped: Band;
  /** The batch group wakes this often. */
  readonly batchEveryMs: number;
  /** What the short-lived topic keeps, and how often its consumer comes to find records gone. */
  readonly shortRetention: { readonly retentionMs: number; readonly segmentMs: number; readonly visitEveryMs: number };
  /** The open transaction is handed over to the next before the broker would abort it. */
  readonly openTransaction: { readonly timeoutMs: number; readonly renewEveryMs: number };
  /** The consumer without membership commits this often. */
  readonly checkpointEveryMs: number;
  /** How long a segment of the compacted topic stays out of compaction's reach. */
  readonly compactedSegmentMs: number;
}

/** The lag at which a group changes its ways, down and up. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** Records per second and partition in either phase. */
export interface Pace {
  readonly behindPerSecond: number;
  readonly recoveringPerSecond: number;
}

const MINUTE_MS = 60_000;

/** The knobs of the demo that runs for weeks on one machine. */
export const restKnobs: DemoKnobs = {
  rateScale: 1,
  lingerMs: 1_000,
  commitMs: 3_000,
  fetchWaitMs: 2_000,
  heartbeatMs: 5_000,
  sessionTimeoutMs: 30_000,
  watchMs: 15_000,
  slow: { low: 200, high: 6_000, behindPerSecond: 1.2, recoveringPerSecond: 12 },
  hotPartition: { low: 2_000, high: 6_000, behindPerSecond: 5, recoveringPerSecond: 60 },
  hungMember: { low: 100, high: 5_000 },
  stopped: { low: 50, high: 20_000 },
  batchEveryMs: 5 * MINUTE_MS,
  shortRetention: { retentionMs: MINUTE_MS, segmentMs: MINUTE_MS / 2, visitEveryMs: 30 * MINUTE_MS },
  openTransaction: { timeoutMs: 15 * MINUTE_MS, renewEveryMs: 10 * MINUTE_MS },
  checkpointEveryMs: 10_000,
  compactedSegmentMs: 5 * MINUTE_MS,
};

/** The knobs of tests: the same shapes within seconds. */
export const testKnobs: DemoKnobs = {
  ...restKnobs,
  rateScale: 2,
  lingerMs: 200,
  commitMs: 500,
  fetchWaitMs: 300,
  heartbeatMs: 500,
  sessionTimeoutMs: 10_000,
  watchMs: 500,
  slow: { low: 60, high: 300, behindPerSecond: 1, recoveringPerSecond: 60 },
  hotPartition: { low: 200, high: 2_000, behindPerSecond: 3, recoveringPerSecond: 200 },
  batchEveryMs: 10_000,
  shortRetention: { retentionMs: 1_000, segmentMs: 1_000, visitEveryMs: 10 * MINUTE_MS },
  openTransaction: { timeoutMs: MINUTE_MS, renewEveryMs: 5_000 },
  checkpointEveryMs: 1_000,
  compactedSegmentMs: 2_000,
};
