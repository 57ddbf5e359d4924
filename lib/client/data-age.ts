/** How fresh what we show is: live, late (past 3 polls), gone (no broker or no server answers), waiting (no poll yet). */
export type Freshness = 'live' | 'late' | 'gone' | 'waiting';

export interface DataAge {
  freshness: Freshness;
  /** Age of the newest poll; null before the first. */
  ageMs: number | null;
}

/** The age of a cluster's data. `answering` is false when the console's own server does not answer. */
export function dataAge(
  cluster: { observedAt: string | null; reachable: boolean; staleAfterMs: number },
  now: number,
  answering: boolean,
): DataAge {
  const ageMs = cluster.observedAt === null ? null : Math.max(0, now - Date.parse(cluster.observedAt));
  if (!answering) return { freshness: 'gone', ageMs };
  if (ageMs === null) return { freshness: cluster.reachable ? 'waiting' : 'gone', ageMs };
  if (!cluster.reachable) return { freshness: 'gone', ageMs };
  return { freshness: ageMs > cluster.staleAfterMs ? 'late' : 'live', ageMs };
}
