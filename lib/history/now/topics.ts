import type { Sql } from '#lib/db/database.ts';
import type { TopicNow } from '../contract.ts';
import { sameValue } from '../same-value.ts';
import { storableText } from '../storable.ts';
import type { Difference, Identified, RowTracker } from './tracker.ts';
import { upsert } from './upsert.ts';

/** How two versions of a topic differ: the rate alone moves at every poll. */
export function differenceOfTopics(before: TopicNow, after: TopicNow): Difference {
  const { produceRate: rateBefore, ...restBefore } = before;
  const { produceRate: rateAfter, ...restAfter } = after;
  if (!sameValue(restBefore, restAfter)) return 'cold';
  return rateBefore === rateAfter ? 'none' : 'hot';
}

/** Brings topic_now up to date; gives how many rows it wrote or deleted. */
export async function writeTopicsNow(
  sql: Sql,
  clusterId: number,
  rows: readonly Identified<TopicNow>[],
  tracker: RowTracker<TopicNow>,
  complete: boolean,
): Promise<number> {
  const { fresh, hot, cold, gone } = tracker.changes(rows, !complete);
  let count = 0;
  if (gone === 'all-others') {
    const ids = rows.map(({ id }) => id);
    count += await sql.execute('delete from topic_now where cluster_id = $1 and topic_id <> all($2)', [clusterId, ids]);
  } else if (gone.length > 0) {
    count += await sql.execute('delete from topic_now where topic_id = any($1)', [gone]);
  }
  if (fresh.length > 0 && !complete) {
    // A topic recreated while the listing had holes: its predecessor still stands under the name.
    count += await sql.execute(
      'delete from topic_now where cluster_id = $1 and name = any($2) and topic_id <> all($3)',
      [clusterId, fresh.map(({ row }) => storableText(row.topic.name)), fresh.map(({ id }) => id)],
    );
  }
  if (hot.length > 0) {
    count += await sql.execute(UPDATE_HOT, [hot.map(({ id }) => id), hot.map(({ row }) => row.produceRate)]);
  }
  return count + (await upsert(sql, UPSERT, clusterId, [...fresh, ...cold].map(record)));
}

function record({ id, row }: Identified<TopicNow>): object {
  return {
    topic_id: id,
    name: row.topic.name,
    kafka_topic_id: row.hasKafkaId ? row.topic.kafkaTopicId : null,
    internal: row.internal,
    partitions: row.partitions.length,
    replication_factor: row.replicationFactor,
    min_isr: row.minIsr,
    cleanup_policy: row.cleanupPolicy,
    retention_ms: row.retentionMs,
    retention_bytes: row.retentionBytes,
    size_bytes: row.sizeBytes,
    worst_rank: row.worstRank,
    offline: row.offline,
    under_min_isr: row.underMinIsr,
    at_min_isr: row.atMinIsr,
    under_replicated: row.underReplicated,
    reassigning: row.reassigning,
    not_preferred: row.notPreferred,
    groups: row.groups,
    produce_rate: row.produceRate,
    partition_list: row.partitions,
    configs: row.configs,
    failure: row.failure,
  };
}

/** Without sending or parsing the partitions and configurations. */
const UPDATE_HOT = `
  update topic_now t set produce_rate = h.produce_rate
    from unnest($1::int4[], $2::float8[]) as h(topic_id, produce_rate) where t.topic_id = h.topic_id`;

const UPSERT = `
  insert into topic_now (cluster_id, topic_id, name, kafka_topic_id, internal, partitions, replication_factor, min_isr,
    cleanup_policy, retention_ms, retention_bytes, size_bytes, worst_rank, offline, under_min_isr, at_min_isr,
    under_replicated, reassigning, not_preferred, groups, produce_rate, partition_list, configs, failure)
  select $1, r.* from json_to_recordset($2::json) as r(topic_id int4, name text, kafka_topic_id uuid, internal boolean,
    partitions int4, replication_factor int4, min_isr int4, cleanup_policy text, retention_ms int8, retention_bytes int8,
    size_bytes int8, worst_rank int2, offline int4, under_min_isr int4, at_min_isr int4, under_replicated int4,
    reassigning int4, not_preferred int4, groups int4, produce_rate float8, partition_list jsonb, configs jsonb,
    failure jsonb)
  on conflict (topic_id) do update set
    name = excluded.name, kafka_topic_id = excluded.kafka_topic_id, internal = excluded.internal,
    partitions = excluded.partitions, replication_factor = excluded.replication_factor, min_isr = excluded.min_isr,
    cleanup_policy = excluded.cleanup_policy, retention_ms = excluded.retention_ms,
    retention_bytes = excluded.retention_bytes, size_bytes = excluded.size_bytes, worst_rank = excluded.worst_rank,
    offline = excluded.offline, under_min_isr = excluded.under_min_isr, at_min_isr = excluded.at_min_isr,
    under_replicated = excluded.under_replicated, reassigning = excluded.reassigning,
    not_preferred = excluded.not_preferred, groups = excluded.groups, produce_rate = excluded.produce_rate,
    partition_list = excluded.partition_list, configs = excluded.configs, failure = excluded.failure`;
