import { z } from 'zod';
import type { EngineStatus } from '#lib/api/schemas/settings.ts';
import type { Sql } from '#lib/db/database.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import type { ConfiguredCluster } from './cluster-identity.ts';
import { ENGINE_COLUMNS, engineColumns, engineHealth } from './engine-health.ts';
import { freshness, type StalenessLimits } from './freshness.ts';

const SQL = `
  select c.name, n.poll_id, n.observed_at, (health->>'intervalMs')::int as interval_ms, ${ENGINE_COLUMNS},
         (health->>'heapBytes')::float8 as heap_bytes, (health->>'heapLimitBytes')::float8 as heap_limit_bytes,
         coalesce(health->'brokerErrors', '{}') as broker_errors,
         l.holder, l.expires_at, l.expires_at < clock_timestamp() as expired
    from cluster c
    left join cluster_now n on n.cluster_id = c.id
    left join collector_lease l on l.cluster_id = c.id
   where c.name = any($1)`;

const rowSchema = engineColumns.extend({
  name: z.string(),
  poll_id: z.bigint().nullable(),
  observed_at: z.date().nullable(),
  interval_ms: z.int().nullable(),
  heap_bytes: z.number().nullable(),
  heap_limit_bytes: z.number().nullable(),
  broker_errors: z.record(z.string(), z.int()),
  holder: z.string().nullable(),
  expires_at: z.date().nullable(),
  expired: z.boolean().nullable(),
});
type Row = z.output<typeof rowSchema>;

/** How well each of the configured clusters is polled, in their order. */
export async function engineStatus(
  sql: Sql,
  clusters: readonly ConfiguredCluster[],
  now: Date,
  limits: StalenessLimits,
): Promise<EngineStatus[]> {
  const rows = await sql.query(SQL, [clusters.map(({ name }) => name)], rowSchema);
  return clusters.map((cluster) => {
    const row = rows.find(({ name }) => name === cluster.name);
    const intervalMs = row?.interval_ms ?? cluster.pollIntervalMs;
    return {
      ...freshness(row?.observed_at ?? null, intervalMs, now, limits),
      cluster: cluster.name,
      intervalMs,
      staleAfterMs: threePollsMs(intervalMs, limits.patienceMs),
      engine: engineHealth(row?.poll_id == null ? null : Number(row.poll_id), row),
      heap: heapOf(row),
      brokerErrors: Object.entries(row?.broker_errors ?? {})
        .map(([id, polls]) => ({ brokerId: Number(id), polls }))
        .sort((one, other) => one.brokerId - other.brokerId),
      lease: leaseOf(row),
    };
  });
}

function heapOf(row: Row | undefined): EngineStatus['heap'] {
  if (row?.heap_bytes == null || row.heap_limit_bytes === null) return null;
  return { bytes: row.heap_bytes, limitBytes: row.heap_limit_bytes };
}

function leaseOf(row: Row | undefined): EngineStatus['lease'] {
  if (row?.holder == null || row.expires_at === null) return null;
  return { holder: row.holder, expiresAt: row.expires_at.toISOString(), expired: row.expired ?? false };
}
