import { z } from 'zod';
import type { FailureDto } from '#lib/api/schemas/common.ts';
import { failureJson } from '#lib/history/stored-json.ts';
import { LAG_STATES } from '#lib/lag/state.ts';
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

/** A column that ranks replication states, worst first. */
export const replicationRankColumn = z.int().transform((rank, context): ReplicationState => {
  const state = REPLICATION_STATES[rank];
  if (state !== undefined) return state;
  context.addIssue(`no replication state has rank ${rank}`);
  return z.NEVER;
});
