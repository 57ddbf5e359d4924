import { threePollsMs } from '#lib/lag/three-polls.ts';

/** How old the newest poll may be before its data counts as stale. */
export interface StalenessLimits {
  /** "3 polls" is at least this long, however short the interval. */
  patienceMs: number;
}

/** `observedAt` and `stale` as every read carries them. */
export function freshness(
  observedAt: Date | null,
  intervalMs: number,
  now: Date,
  { patienceMs }: StalenessLimits,
): { observedAt: string | null; stale: boolean } {
  if (observedAt === null) return { observedAt: null, stale: true };
  const ageMs = now.getTime() - observedAt.getTime();
  return { observedAt: observedAt.toISOString(), stale: ageMs > threePollsMs(intervalMs, patienceMs) };
}
