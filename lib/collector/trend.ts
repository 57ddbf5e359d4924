const POINTS = 20;
const POINT_MS = 180_000;

/** Lag of the last hour: one point per finished 3 minutes, oldest first; null is a gap. */
export interface Trend {
  points: (string | null)[];
  /** The running 3 minutes, counted from the epoch, and the last lag seen in them. */
  slot: number;
  last: string | null;
}

const slotAt = (nowMs: number): number => Math.floor(nowMs / POINT_MS);

export function startTrend(nowMs: number, points: (string | null)[] = []): Trend {
  const padded = [...Array<null>(POINTS).fill(null), ...points].slice(-POINTS);
  return { points: padded, slot: slotAt(nowMs), last: null };
}

/** The trend after one more poll. Its points change only when 3 minutes are over, so that rows are rewritten that seldom. */
export function advanceTrend(trend: Trend, lag: bigint | null, nowMs: number): Trend {
  const slot = slotAt(nowMs);
  const last = lag === null ? null : lag.toString();
  if (slot <= trend.slot) return { ...trend, last: last ?? trend.last };
  const gaps = Array<null>(Math.min(POINTS, slot - trend.slot - 1)).fill(null);
  return { points: [...trend.points, trend.last, ...gaps].slice(-POINTS), slot, last };
}
