import { z } from 'zod';
import { groupSlug } from '#lib/api/group-slug.ts';
import type { TopicDetail } from '#lib/api/schemas/topics.ts';
import { topicConfigSchema } from '#lib/api/schemas/topics.ts';
import type { Database, Sql } from '#lib/db/database.ts';
import { type LogPosition, readLatestTopic } from '#lib/history/read/latest.ts';
import {
  decimalColumn,
  failureColumn,
  lagRankColumn,
  replicationRankColumn,
  stateCountsColumn,
} from './stored-values.ts';
import { TOPIC_ROW_COLUMNS, topicRowColumns, toTopicRow } from './topic-row.ts';

const partitionSchema = z.object({
  partition: z.int(),
  leader: z.int().nullable(),
  leaderEpoch: z.int().nullable(),
  replicas: z.array(z.int()),
  isr: z.array(z.int()),
  offlineReplicas: z.array(z.int()),
  rank: replicationRankColumn,
  sizeBytes: z.string().nullable(),
  failure: failureColumn.nullable(),
});

const topicSchema = topicRowColumns.extend({
  topic_id: z.int(),
  partition_list: z.array(partitionSchema),
  configs: z.array(topicConfigSchema).nullable(),
  failure: failureColumn.nullable(),
});

const groupSchema = z.object({
  name: z.string(),
  lag: decimalColumn.nullable(),
  known_partitions: z.int(),
  total_partitions: z.int(),
  worst_rank: lagRankColumn,
  states: stateCountsColumn,
});

const GROUPS_SQL = `
  select g.name, s.lag, s.known_partitions, s.total_partitions, s.worst_rank, s.states
    from subscription_now s join group_now g on g.group_id = s.group_id
   where s.topic_id = $1 and s.worst_rank is not null
   order by s.worst_rank, s.lag desc nulls last, g.name`;

/** A topic with its partitions, groups and configuration, or null when the cluster has none of that name. */
export async function topicDetail(
  database: Database,
  clusterId: number,
  name: string,
): Promise<Omit<TopicDetail, 'observedAt' | 'stale'> | null> {
  const [topic] = await database.query(
    `select topic_id, partition_list, configs, failure, ${TOPIC_ROW_COLUMNS}
       from topic_now where cluster_id = $1 and name = $2`,
    [clusterId, name],
    topicSchema,
  );
  if (topic === undefined) return null;
  const latest = await readLatestTopic(database, clusterId, topic.topic_id);
  const positions = new Map(latest?.partitions.map((position) => [position.partition, position]));
  return {
    ...toTopicRow(topic),
    partitionList: topic.partition_list
      .map((stored) => toPartition(stored, positions.get(stored.partition)))
      .sort((one, other) => one.partition - other.partition),
    groupList: await groupList(database, topic.topic_id),
    configs: topic.configs,
    failure: topic.failure,
  };
}

function toPartition(
  { rank, ...stored }: z.output<typeof partitionSchema>,
  position: LogPosition | undefined,
): TopicDetail['partitionList'][number] {
  const { logStart = null, highWatermark = null, open = null } = position ?? {};
  const lastStable = highWatermark === null || open === null ? null : highWatermark - open;
  return {
    ...stored,
    state: rank,
    logStart: decimal(logStart),
    lastStable: decimal(lastStable),
    highWatermark: decimal(highWatermark),
  };
}

const decimal = (value: bigint | null): string | null => value?.toString() ?? null;

async function groupList(sql: Sql, topicId: number): Promise<TopicDetail['groupList']> {
  const rows = await sql.query(GROUPS_SQL, [topicId], groupSchema);
  return rows.map((row) => ({
    group: row.name,
    slug: groupSlug(row.name),
    lag: row.lag,
    knownPartitions: row.known_partitions,
    totalPartitions: row.total_partitions,
    worst: row.worst_rank,
    states: row.states,
  }));
}
