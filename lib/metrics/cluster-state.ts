import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import type { EngineHealthNow } from '#lib/history/contract.ts';
import { engineHealthJson } from '#lib/history/stored-json.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';

/** What the newest poll of one cluster says of itself. */
export interface ClusterState {
  id: number;
  name: string;
  pollId: number;
  /** When a broker was last read; null if none ever was. */
  observedAtMs: number | null;
  reachable: boolean;
  /** Positions of the newest poll are in the history, so that lags by partition are known. */
  hasSamples: boolean;
  /** Postgres did not take a poll into the history, as the newest one says. */
  historyRefused: boolean;
  /** History was given up for its budget not long ago, as the newest one says. */
  historyShortened: boolean;
  health: EngineHealthNow;
}

const rowSchema = z
  .object({
    id: z.int(),
    name: z.string(),
    poll_id: z.bigint(),
    observed_at: z.date().nullable(),
    reachable: z.boolean(),
    has_samples: z.boolean(),
    history_refused: z.boolean(),
    history_shortened: z.boolean(),
    health: engineHealthJson,
  })
  .transform(
    ({ poll_id, observed_at, has_samples, history_refused, history_shortened, ...row }): ClusterState => ({
      ...row,
      pollId: Number(poll_id),
      observedAtMs: observed_at?.getTime() ?? null,
      hasSamples: has_samples,
      historyRefused: history_refused,
      historyShortened: history_shortened,
    }),
  );

/** The newest poll of each of these clusters, in their order; one that was never polled is left out. */
export async function readClusterStates(sql: Sql, names: readonly string[]): Promise<ClusterState[]> {
  return sql.query(
    `select c.id, c.name, n.poll_id, n.observed_at, n.reachable, n.health,
            exists (select from poll where cluster_id = c.id and at = to_timestamp(n.poll_id / 1000.0)) as has_samples,
            n.failures @> '[{"code": "HISTORY_NOT_STORED"}]' as history_refused,
            n.failures @> '[{"code": "HISTORY_SHORTENED"}]' as history_shortened
       from cluster c join cluster_now n on n.cluster_id = c.id
      where c.name = any($1) order by array_position($1, c.name)`,
    [names],
    rowSchema,
  );
}

/** Seconds since a broker was last read; null if none ever was. */
export function dataAgeSeconds({ observedAtMs }: ClusterState, now: Date): number | null {
  return observedAtMs === null ? null : Math.max(0, now.getTime() - observedAtMs) / 1000;
}

export interface FreshnessLimits {
  /** "3 polls" are at least this long. */
  patienceMs: number;
  staleAfterMs: number;
}

/** Whether what is known of the cluster may still be told as what is. Two limits, since a long interval alone makes no zombie. */
export function isFresh(state: ClusterState, now: Date, { patienceMs, staleAfterMs }: FreshnessLimits): boolean {
  const age = dataAgeSeconds(state, now);
  return age !== null && age * 1000 <= Math.max(staleAfterMs, threePollsMs(state.health.intervalMs, patienceMs));
}
