/** How long LAGGING outlasts the last time that all of its conditions held, as a part of the window. */
const HOLD_SHARE = 1 / 2;

/** Whether a partition is LAGGING, and since when one of the conditions fails; NaN while none does. */
export interface Lagging {
  lagging: boolean;
  failedSinceMs: number;
}

/**
 * Begins where lag rises and the group is far enough behind in time; ends when one of these failed for half the window.
 * `rising`, `far`: null where that cannot be told, which neither begins nor ends it.
 */
export function advanceLagging(
  before: Lagging,
  { rising, far }: { rising: boolean | null; far: boolean | null },
  windowMs: number,
  nowMs: number,
): Lagging {
  if (rising === true && far === true) return { lagging: true, failedSinceMs: Number.NaN };
  if (!before.lagging) return before;
  if (rising !== false && far !== false) return before;
  const failedSinceMs = Number.isNaN(before.failedSinceMs) ? nowMs : before.failedSinceMs;
  const lagging = nowMs - failedSinceMs < windowMs * HOLD_SHARE;
  return { lagging, failedSinceMs: lagging ? failedSinceMs : Number.NaN };
}
