import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import type { ConfiguredCluster } from './cluster-identity.ts';
import { freshness, type StalenessLimits } from './freshness.ts';

/** When the engine last looked at one cluster, whether or not it could be reached. */
export interface PollAge {
  cluster: string;
  /** Null: never polled. */
  polledAt: string | null;
  stale: boolean;
  /** Some broker answered that poll. */
  reachable: boolean;
  /** When a broker last answered; null: never. */
  observedAt: string | null;
}

const rowSchema = z.object({
  name: z.string(),
  scheduled_at: z.date(),
  observed_at: z.date().nullable(),
  reachable: z.boolean(),
  interval_ms: z.int().nullable(),
});

/** The age of the newest poll of each configured cluster. */
export async function pollAges(
  sql: Sql,
  clusters: readonly ConfiguredCluster[],
  now: Date,
  limits: StalenessLimits,
): Promise<PollAge[]> {
  const rows = await sql.query(
    `select c.name, n.scheduled_at, n.observed_at, n.reachable, (n.health->>'intervalMs')::int as interval_ms
       from cluster c join cluster_now n on n.cluster_id = c.id where c.name = any($1)`,
    [clusters.map(({ name }) => name)],
    rowSchema,
  );
  const byName = new Map(rows.map((row) => [row.name, row]));
  return clusters.map(({ name, pollIntervalMs }) => {
    const row = byName.get(name);
    const intervalMs = row?.interval_ms ?? pollIntervalMs;
    const { observedAt: polledAt, stale } = freshness(row?.scheduled_at ?? null, intervalMs, now, limits);
    const observedAt = row?.observed_at?.toISOString() ?? null;
    return { cluster: name, polledAt, stale, reachable: row?.reachable ?? false, observedAt };
  });
}
