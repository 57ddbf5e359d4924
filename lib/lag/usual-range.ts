/** Lag over the same time on one earlier day. */
export interface EarlierDay {
  min: number;
  avg: number;
  max: number;
}

/** How lag usually is at a time of day. */
export interface UsualRange {
  low: number;
  median: number;
  high: number;
}

/** Fewer days are no habit. */
export const FEWEST_DAYS = 3;
/** From so many days on the lowest and the highest count for nothing: one odd day is not usual. */
const DAYS_TO_TRIM = 5;

/** What is usual by the days before: from the lows to the highs of most of them; null with too few days to tell. */
export function usualRange(days: readonly EarlierDay[]): UsualRange | null {
  if (days.length < FEWEST_DAYS) return null;
  const trimmed = days.length >= DAYS_TO_TRIM ? 1 : 0;
  const ascending = (of: (day: EarlierDay) => number): number[] => days.map(of).sort((a, b) => a - b);
  const means = ascending(({ avg }) => avg);
  const [below = 0, above = 0] = [means[(means.length - 1) >> 1], means[means.length >> 1]];
  return {
    low: ascending(({ min }) => min)[trimmed] ?? 0,
    median: (below + above) / 2,
    high: ascending(({ max }) => max)[days.length - 1 - trimmed] ?? 0,
  };
}
