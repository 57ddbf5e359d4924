import { z } from 'zod';
import type { TopicRow } from '#lib/api/schemas/topics.ts';
import { decimalColumn, replicationRankColumn } from './stored-values.ts';

/** The columns of topic_now that make a row of a list. */
export const TOPIC_ROW_COLUMNS =
  'name, kafka_topic_id, internal, partitions, replication_factor, min_isr, cleanup_policy, retention_ms, retention_bytes,' +
  ' size_bytes, worst_rank, offline, under_min_isr, at_min_isr, under_replicated, reassigning, not_preferred, groups,' +
  ' produce_rate';

export const topicRowColumns = z.object({
  name: z.string(),
  kafka_topic_id: z.string().nullable(),
  internal: z.boolean(),
  partitions: z.int(),
  replication_factor: z.int(),
  min_isr: z.int().nullable(),
  cleanup_policy: z.string().nullable(),
  retention_ms: decimalColumn.nullable(),
  retention_bytes: decimalColumn.nullable(),
  size_bytes: decimalColumn.nullable(),
  worst_rank: replicationRankColumn,
  offline: z.int(),
  under_min_isr: z.int(),
  at_min_isr: z.int(),
  under_replicated: z.int(),
  reassigning: z.int(),
  not_preferred: z.int(),
  groups: z.int(),
  produce_rate: z.number().nullable(),
});

/** A row of topic_now as the API answers it. */
export function toTopicRow(row: z.output<typeof topicRowColumns>): TopicRow {
  return {
    name: row.name,
    topicId: row.kafka_topic_id,
    internal: row.internal,
    partitions: row.partitions,
    replicationFactor: row.replication_factor,
    minIsr: row.min_isr,
    cleanupPolicy: row.cleanup_policy,
    retentionMs: row.retention_ms,
    retentionBytes: row.retention_bytes,
    sizeBytes: row.size_bytes,
    worst: row.worst_rank,
    replication: {
      offline: row.offline,
      underMinIsr: row.under_min_isr,
      atMinIsr: row.at_min_isr,
      underReplicated: row.under_replicated,
      reassigning: row.reassigning,
      notPreferred: row.not_preferred,
    },
    groups: row.groups,
    produceRate: row.produce_rate,
  };
}
