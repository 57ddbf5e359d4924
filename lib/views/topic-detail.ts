import { z } from 'zod';
import { groupSlug } from '#lib/api/group-slug.ts';
import type { TopicDetail } from '#lib/api/schemas/topics.ts';
import { topicConfigSchema } from '#lib/api/schemas/topics.ts';
import type { Database, Sql } from '#lib/db/database.ts';
import { type LogPosition, readLatestTopic } from '#lib/history/read/latest.ts';
import { broughtBackByJson, reassignmentJson } from '#lib/history/stored-json.ts';
import { flowColumns, toFlow } from './flow-columns.ts';
import { statusColumn, statusCountsColumn } from './status-columns.ts';
import { decimalColumn, failureColumn, replicationRankColumn, stateCountsColumn } from './stored-values.ts';
import { TOPIC_ROW_COLUMNS, topicRowColumns, toTopicRow } from './topic-row.ts';

const partitionSchema = z.object({
  partition: z.int(),
  leader: z.int().nullable(),
  leaderEpoch: z.int().nullable(),
  replicas: z.array(z.int()),
  isr: z.array(z.int()),
  offlineReplicas: z.array(z.int()),
  rank: replicationRankColumn,
  reassignment: reassignmentJson.exactOptional(),
  broughtBackBy: broughtBackByJson.exactOptional(),
  reason: z.string().exactOptional(),
  localLogStart: z.string().exactOptional(),
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
  lag_is_at_least: z.boolean(),
  known_partitions: z.int(),
  total_partitions: z.int(),
  status: statusColumn,
  statuses: statusCountsColumn,
  states: stateCountsColumn,
  remote_partitions: z.int(),
  ...flowColumns,
});

const GROUPS_SQL = `
  select g.name, s.lag, s.lag_is_at_least, s.known_partitions, s.total_partitions, s.status, s.statuses, s.states,
         (select count(*)::int4 from jsonb_array_elements(s.exceptions) e where e ? 'readsRemote') as remote_partitions,
         s.produce_rate, s.consume_rate, s.lag_trend, s.drain_seconds
    from subscription_now s join group_now g on g.group_id = s.group_id
   where s.topic_id = $1 and s.states <> '{}'
   order by s.danger_rank nulls last, s.time_lag_seconds desc nulls last, s.lag desc nulls last, g.name`;

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
  { rank, reassignment, broughtBackBy, reason, localLogStart, ...stored }: z.output<typeof partitionSchema>,
  position: LogPosition | undefined,
): TopicDetail['partitionList'][number] {
  const { logStart = null, highWatermark = null, open = null } = position ?? {};
  const lastStable = highWatermark === null || open === null ? null : highWatermark - open;
  return {
    ...stored,
    state: rank,
    reassignment: reassignment ?? null,
    broughtBackBy: broughtBackBy ?? null,
    reason: reason ?? null,
    logStart: decimal(logStart),
    localLogStart: localLogStart ?? null,
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
    lagIsAtLeast: row.lag_is_at_least,
    knownPartitions: row.known_partitions,
    totalPartitions: row.total_partitions,
    status: row.status,
    statuses: row.statuses,
    states: row.states,
    remotePartitions: row.remote_partitions,
    ...toFlow(row),
  }));
}
