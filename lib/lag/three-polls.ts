const POLLS = 3;

/**
 * "3 polls", milliseconds: how long what was last seen still stands. It is at least `patienceMs`, however short the
 * interval, so that one slow poll of a busy cluster makes nothing stale.
 */
export const threePollsMs = (intervalMs: number, patienceMs: number): number =>
  Math.max(patienceMs, POLLS * intervalMs);
