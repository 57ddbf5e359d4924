import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { LAG_STATES } from '#lib/lag/state.ts';
import { belongsInTotal } from '#lib/lag/totals.ts';

const NOT_IN_TOTALS = LAG_STATES.filter((state) => !belongsInTotal(state));

const rowSchema = z.object({ subscriptionId: z.int(), partition: z.int(), sinceMs: z.number().nullable() });

/** Partitions of these groups whose present state keeps them out of the totals, by subscription, with the instant from which on it did. */
export async function outsideTotalsSince(
  sql: Sql,
  groupIds: readonly number[],
): Promise<Map<number, Map<number, number>>> {
  const rows = await sql.query(
    `select n.subscription_id as "subscriptionId", (e->>'partition')::int4 as partition, (e->>'sinceMs')::float8 as "sinceMs"
       from subscription_now n cross join lateral jsonb_array_elements(n.exceptions) e
      where n.group_id = any($1::int4[]) and e->>'state' = any($2)`,
    [groupIds, NOT_IN_TOTALS],
    rowSchema,
  );
  const outside = new Map<number, Map<number, number>>();
  for (const { subscriptionId, partition, sinceMs } of rows) {
    const partitions = outside.get(subscriptionId) ?? new Map<number, number>();
    outside.set(subscriptionId, partitions.set(partition, sinceMs ?? 0));
  }
  return outside;
}
