import { z } from 'zod';
import type { engineHealthSchema } from '#lib/api/schemas/clusters.ts';

/** What a row of cluster_now tells of the collector itself. */
export const ENGINE_COLUMNS = `
  (health->>'durationMs')::float8 as duration_ms, health->'phases' as phases,
  (health->>'requests')::int as requests, (health->>'checkRequests')::int as check_requests,
  (health->>'skippedPolls')::int as skipped_polls,
  (health->>'waitingPolls')::int as waiting_polls, (health->>'lostPolls')::int as lost_polls,
  (health->>'lateMs')::float8 as late_ms, (health->>'throttleMs')::float8 as throttle_ms,
  (health->>'startedAtMs')::float8 as started_at_ms`;

export const engineColumns = z.object({
  duration_ms: z.number().nullable(),
  phases: z.record(z.string(), z.number()).nullable(),
  requests: z.int().nullable(),
  check_requests: z.int().nullable(),
  skipped_polls: z.int().nullable(),
  waiting_polls: z.int().nullable(),
  lost_polls: z.int().nullable(),
  late_ms: z.number().nullable(),
  throttle_ms: z.number().nullable(),
  started_at_ms: z.number().nullable(),
});

/** Health of the collector as the API tells it; all unknown before the first poll. */
export function engineHealth(
  pollId: number | null,
  row: z.output<typeof engineColumns> | undefined,
): z.input<typeof engineHealthSchema> {
  return {
    pollId,
    durationMs: row?.duration_ms ?? null,
    phases: row?.phases ?? {},
    requests: row?.requests ?? null,
    checkRequests: row?.check_requests ?? null,
    skippedPolls: row?.skipped_polls ?? 0,
    waitingPolls: row?.waiting_polls ?? 0,
    lostPolls: row?.lost_polls ?? 0,
    lateMs: row?.late_ms ?? null,
    throttleMs: row?.throttle_ms ?? null,
    startedAt: row?.started_at_ms == null ? null : new Date(row.started_at_ms).toISOString(),
  };
}
