import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';

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
