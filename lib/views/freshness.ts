/** How old the newest poll may be before its data counts as stale. */
export interface StalenessLimits {
  /** "3 polls" is at least this long, however short the interval. */
  patienceMs: number;
}

/** "3 polls": data older than this is stale. */
export function staleAfterMs(intervalMs: number, { patienceMs }: StalenessLimits): number {
  return Math.max(patienceMs, 3 * intervalMs);
}

/** `observedAt` and `stale` as every read carries them. */
export function freshness(
  observedAt: Date | null,
  intervalMs: number,
  now: Date,
  limits: StalenessLimits,
): { observedAt: string | null; stale: boolean } {
  if (observedAt === null) return { observedAt: null, stale: true };
  const ageMs = now.getTime() - observedAt.getTime();
  return { observedAt: observedAt.toISOString(), stale: ageMs > staleAfterMs(intervalMs, limits) };
}
