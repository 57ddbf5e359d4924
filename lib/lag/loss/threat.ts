/** A threat is what is near, not what is far off in theory: every lag is deleted one day. */
export const NEAR_MS = 6 * 3_600_000;

/** How near a group is to losing what it has not read. */
export interface Nearness {
  notBeforeMs: number;
  nowMs: number;
  /** What of the retention of the log is used up, 0 to 1 and beyond. */
  used: number;
  /** Until the group has read all, as it goes now; null where it never has. */
  drainSeconds: number | null;
}

/** Whether a group is about to lose data: within 6 h, half of the retention is over, and it does not catch up before. */
export function isThreatened({ notBeforeMs, nowMs, used, drainSeconds }: Nearness): boolean {
  const leftMs = notBeforeMs - nowMs;
  if (leftMs > NEAR_MS || used < 0.5) return false;
  return drainSeconds === null || drainSeconds * 1000 > leftMs;
}
