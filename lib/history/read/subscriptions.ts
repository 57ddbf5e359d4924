import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { LAG_STATES } from '#lib/lag/state.ts';
import { belongsInTotal } from '#lib/lag/totals.ts';

/** One group on one topic, by ids and names. */
export interface SubscriptionRef {
  subscriptionId: number;
  topicId: number;
  topic: string;
  kafkaTopicId: string;
}

const subscriptionRefSchema = z.object({
  subscriptionId: z.int(),
  topicId: z.int(),
  topic: z.string(),
  kafkaTopicId: z.string(),
});

/** All subscriptions a group ever had, by topic name; topics that were recreated appear once per topic id. */
export async function subscriptionsOf(sql: Sql, groupId: number): Promise<SubscriptionRef[]> {
  return sql.query(
    `select s.id as "subscriptionId", t.id as "topicId", t.name as topic, t.kafka_topic_id::text as "kafkaTopicId"
       from subscription s join topic t on t.id = s.topic_id where s.group_id = $1 order by t.name, t.id`,
    [groupId],
    subscriptionRefSchema,
  );
}

const ofGroupSchema = subscriptionRefSchema.extend({ groupId: z.int() });

/** The same of several groups. */
export async function subscriptionsOfAll(
  sql: Sql,
  groupIds: readonly number[],
): Promise<Map<number, SubscriptionRef[]>> {
  const rows = await sql.query(
    `select s.group_id as "groupId", s.id as "subscriptionId", t.id as "topicId", t.name as topic,
            t.kafka_topic_id::text as "kafkaTopicId"
       from subscription s join topic t on t.id = s.topic_id where s.group_id = any($1::int4[]) order by t.name, t.id`,
    [groupIds],
    ofGroupSchema,
  );
  const byGroup = new Map<number, SubscriptionRef[]>();
  for (const { groupId, ...ref } of rows) byGroup.set(groupId, [...(byGroup.get(groupId) ?? []), ref]);
  return byGroup;
}

const NOT_IN_TOTALS = LAG_STATES.filter((state) => !belongsInTotal(state));

const partitionSchema = z.object({ subscriptionId: z.int(), partition: z.int() });

/** Partitions of a group whose present state keeps them out of its totals, by subscription. */
export async function partitionsOutsideTotals(sql: Sql, groupId: number): Promise<Map<number, Set<number>>> {
  const rows = await sql.query(
    `select n.subscription_id as "subscriptionId", (e->>'partition')::int4 as partition
       from subscription_now n cross join lateral jsonb_array_elements(n.exceptions) e
      where n.group_id = $1 and e->>'state' = any($2)`,
    [groupId, NOT_IN_TOTALS],
    partitionSchema,
  );
  const outside = new Map<number, Set<number>>();
  for (const { subscriptionId, partition } of rows) {
    const partitions = outside.get(subscriptionId) ?? new Set();
    outside.set(subscriptionId, partitions.add(partition));
  }
  return outside;
}
