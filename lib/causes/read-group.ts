import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { commitGapsJson, groupDetailJson, partitionExceptionJson } from '#lib/history/stored-json.ts';

const groupSchema = z.object({
  type: z.string(),
  state: z.string(),
  assignOnly: z.boolean(),
  members: z.int().nullable(),
  detail: groupDetailJson,
});
/** The group as the newest poll left it. */
export type StoredGroup = z.output<typeof groupSchema>;

/** What is stored of a group now; null where it is gone. */
export async function readGroup(sql: Sql, groupId: number): Promise<StoredGroup | null> {
  const [row] = await sql.query(
    'select type, state, assign_only as "assignOnly", members, detail from group_now where group_id = $1',
    [groupId],
    groupSchema,
  );
  return row ?? null;
}

const subscriptionSchema = z.object({
  subscriptionId: z.int(),
  gaps: commitGapsJson,
  exceptions: z.array(partitionExceptionJson),
});
/** What the newest poll left of a subscription beside its positions. */
export type StoredSubscription = z.output<typeof subscriptionSchema>;

/** The subscriptions of a group that the current state has. */
export async function readSubscriptions(sql: Sql, groupId: number): Promise<StoredSubscription[]> {
  return sql.query(
    `select subscription_id as "subscriptionId", commit_gaps as gaps, exceptions from subscription_now where group_id = $1`,
    [groupId],
    subscriptionSchema,
  );
}
