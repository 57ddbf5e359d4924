/** Everything about the demo that one may want to turn: rates, sizes, retention, pauses. Lags are in records. */
export interface DemoKnobs {
  /** Multiplies the rate of every producer. */
  readonly rateScale: number;
  /** Producers collect for this long, then send once. */
  readonly lingerMs: number;
  /** Members commit this often. */
  readonly commitMs: number;
  /** Fetches wait this long for records; a member takes up to this long to leave. */
  readonly fetchWaitMs: number;
  readonly heartbeatMs: number;
  readonly sessionTimeoutMs: number;
  /** How often the demo looks at the lag of the groups that it steers by it. */
  readonly watchMs: number;
  /** Falls behind to `high`, then catches up to `low`, at so many records per second and partition. */
  readonly slow: Band & { readonly behindPerSecond: number; readonly recoveringPerSecond: number };
  /** The same for the worst partition alone; `low` keeps it hot for ever. */
  readonly hotPartition: Band & { readonly behindPerSecond: number; readonly recoveringPerSecond: number };
  /** The hung member is restarted at `high`, and hangs again once its group is down to `low`. */
  readonly hungMember: Band;
  /** The stopped group comes back at `high` and leaves again at `low`, before retention overtakes it. */
  readonly stopped: Band;
}

/** The lag at which a group changes its ways, down and up. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** The knobs of the demo that runs for weeks on one machine. */
export const restKnobs: DemoKnobs = {
  rateScale: 1,
  lingerMs: 500,
  commitMs: 5_000,
  fetchWaitMs: 2_000,
  heartbeatMs: 5_000,
  sessionTimeoutMs: 30_000,
  watchMs: 15_000,
  slow: { low: 200, high: 6_000, behindPerSecond: 1.2, recoveringPerSecond: 12 },
  hotPartition: { low: 2_000, high: 12_000, behindPerSecond: 5, recoveringPerSecond: 60 },
  hungMember: { low: 100, high: 15_000 },
  stopped: { low: 50, high: 20_000 },
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
  hungMember: { low: 30, high: 10_000 },
  stopped: { low: 20, high: 10_000 },
};
