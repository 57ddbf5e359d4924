import { z } from 'zod';
import type { FailureDto } from '#lib/api/schemas/common.ts';
import { failureJson } from '#lib/history/stored-json.ts';
import { LAG_STATES, type LagState } from '#lib/lag/state.ts';
import { REPLICATION_STATES, type ReplicationState } from '#lib/replication/state.ts';

/** Column values of the current-state tables, as rows of more than one view have them. */

/** int8 as the decimal string the API answers. */
export const decimalColumn = z.bigint().transform(String);

/** timestamptz as the API answers it. */
export const instantColumn = z.date().transform((at) => at.toISOString());

/** A failure as the engine wrote it; times there are milliseconds. */
export const failureColumn = failureJson.transform(
  ({ code, message, brokerId, sinceMs }): FailureDto => ({
    code,
    message,
    brokerId,
    since: sinceMs === null ? null : new Date(sinceMs).toISOString(),
  }),
);

/** Counts by lag state, without the zeros. */
export const stateCountsColumn = z
  .partialRecord(z.enum(LAG_STATES), z.int())
  .transform((counts) => Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)));

/** A column that ranks lag states, worst first. */
export const lagRankColumn = z.int().transform((rank, context): LagState => {
  const state = LAG_STATES[rank];
  if (state !== undefined) return state;
  context.addIssue(`no lag state has rank ${rank}`);
  return z.NEVER;
});

/** A column that ranks replication states, worst first. */
export const replicationRankColumn = z.int().transform((rank, context): ReplicationState => {
  const state = REPLICATION_STATES[rank];
  if (state !== undefined) return state;
  context.addIssue(`no replication state has rank ${rank}`);
  return z.NEVER;
});

/** Counts by state from rows of a rank and how many have it; rows without a rank are not counted. */
export function countsByLagState(
  rows: readonly { rank: number | null; count: number }[],
): Partial<Record<LagState, number>> {
  const counts: Partial<Record<LagState, number>> = {};
  for (const { rank, count } of rows) {
    const state = rank === null ? undefined : LAG_STATES[rank];
    if (state !== undefined) counts[state] = count;
  }
  return counts;
}
