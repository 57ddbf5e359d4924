import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { topicKey } from '#lib/history/event-store.ts';
import { topicPartitionJson } from '#lib/history/stored-json.ts';
import { REPLICATION_EVENTS, type Replication, replicationAt, type StoredEvent } from './replication-at.ts';

/** What happened to replicas is looked for so long before the moment, to say since when. */
const BEFORE_MS = 86_400_000;
/** With more events than these nothing is said of the past: the oldest of them are missing. */
const MOST_EVENTS = 2_000;

const topicSchema = z.object({ topic: z.string(), minIsr: z.int().nullable(), inDanger: z.boolean() });
const listSchema = z.object({ topic: z.string(), partitions: z.array(topicPartitionJson) });
const eventSchema = z.object({
  atMs: z.date().transform((at) => at.getTime()),
  kind: z.string(),
  data: z.unknown(),
});

/** What was wrong with the replicas of these topics at a moment, by topic and partition; nothing of those that were in order. */
export async function readReplication(
  sql: Sql,
  { clusterId, atMs }: { clusterId: number; atMs: number },
  topicIds: readonly number[],
): Promise<Map<string, Map<number, Replication>>> {
  const topics = await sql.query(
    `select t.name as topic, n.min_isr as "minIsr", n.offline > 0 or n.under_min_isr > 0 as "inDanger"
       from topic_now n join topic t on t.id = n.topic_id where n.topic_id = any($1)`,
    [topicIds],
    topicSchema,
  );
  const events = await sql.query(
    `select at as "atMs", kind, data from event
      where cluster_id = $1 and at >= $2 and kind = any($3) and subjects && $4 order by at desc, ordinal desc limit $5`,
    [
      clusterId,
      new Date(atMs - BEFORE_MS),
      REPLICATION_EVENTS,
      topics.map(({ topic }) => topicKey(topic)),
      MOST_EVENTS,
    ],
    eventSchema,
  );
  const changedSince = events.some((one) => one.atMs > atMs);
  if (events.length === MOST_EVENTS && changedSince) return new Map();
  const wanted = changedSince ? topics : topics.filter(({ inDanger }) => inDanger);
  if (wanted.length === 0) return new Map();
  return partitionsOf(sql, topicIds, wanted, events, atMs);
}

async function partitionsOf(
  sql: Sql,
  topicIds: readonly number[],
  topics: readonly z.output<typeof topicSchema>[],
  events: readonly StoredEvent[],
  atMs: number,
): Promise<Map<string, Map<number, Replication>>> {
  const lists = await sql.query(
    `select t.name as topic, n.partition_list as partitions from topic_now n join topic t on t.id = n.topic_id
      where n.topic_id = any($1) and t.name = any($2)`,
    [topicIds, topics.map(({ topic }) => topic)],
    listSchema,
  );
  const minIsrOf = new Map(topics.map(({ topic, minIsr }) => [topic, minIsr]));
  return new Map(
    lists.map(({ topic, partitions }) => [
      topic,
      replicationAt({ topic, minIsr: minIsrOf.get(topic) ?? null, partitions }, events, atMs),
    ]),
  );
}
