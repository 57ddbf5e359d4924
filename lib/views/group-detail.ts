import { z } from 'zod';
import type { GroupDetail } from '#lib/api/schemas/groups.ts';
import type { Database } from '#lib/db/database.ts';
import { readLatest } from '#lib/history/read/latest.ts';
import { readPartitionFlows } from '#lib/history/read/partition-flows.ts';
import { readTimeLags } from '#lib/history/read/time-lags.ts';
import {
  commitGapsJson,
  groupDetailJson,
  partitionExceptionJson,
  partitionStatusJson,
} from '#lib/history/stored-json.ts';
import type { FlowRules } from '#lib/lag/flow-window.ts';
import { UNKNOWN_TIME_LAG } from '#lib/lag/time-lag.ts';
import { type GroupTopic, groupMembers, groupPartitions } from './group-partitions.ts';
import { GROUP_ROW_COLUMNS, groupRowColumns, toGroupRow } from './group-row.ts';
import { lossColumn } from './loss-column.ts';

const groupSchema = groupRowColumns.extend({
  group_id: z.int(),
  coordinator: z.int().nullable(),
  detail: groupDetailJson,
  poll_id: z.bigint().transform(Number),
});

const topicSchema = z.object({
  subscription_id: z.int(),
  name: z.string(),
  kafka_topic_id: z.string().nullable(),
  exceptions: z.array(partitionExceptionJson),
  partition_statuses: z.array(partitionStatusJson),
  commit_gaps: commitGapsJson,
  loss: lossColumn,
  /** Null where nothing is deleted by age. */
  retention_ms: z.bigint().nullable(),
  topic_id: z.int(),
  leaders: z.array(z.object({ partition: z.int(), leader: z.int().nullable() })),
});

/** topic_now is the newest topic of that name; a subscription to one that is gone has no leaders. */
const TOPICS_SQL = `
  select s.subscription_id, s.topic_id, s.commit_gaps, t.name, case when n.topic_id is null then t.kafka_topic_id else n.kafka_topic_id end::text as kafka_topic_id,
         s.exceptions, s.partition_statuses, s.loss,
         case when n.cleanup_policy like '%delete%' and n.retention_ms >= 0 then n.retention_ms end as retention_ms, coalesce(l.leaders, '[]') as leaders
    from subscription_now s
    join topic t on t.id = s.topic_id
    left join topic_now n on n.topic_id = s.topic_id
    left join lateral (
      select jsonb_agg(jsonb_build_object('partition', p->'partition', 'leader', p->'leader')) as leaders
        from jsonb_array_elements(n.partition_list) p) l on true
   where s.group_id = $1`;

/** What the configuration says of how a group is looked at. */
export interface GroupSettings {
  readCommitted: boolean;
  flowRules: FlowRules;
}

/** A group with its members and partitions, or null when the cluster has none of that name. */
export async function groupDetail(
  database: Database,
  clusterId: number,
  name: string,
  { readCommitted, flowRules }: GroupSettings,
): Promise<Omit<GroupDetail, 'observedAt' | 'stale' | 'owner'> | null> {
  const [group] = await database.query(
    `select group_id, coordinator, detail, ${GROUP_ROW_COLUMNS}, poll_id
       from group_now join cluster_now using (cluster_id) where cluster_id = $1 and name = $2`,
    [clusterId, name],
    groupSchema,
  );
  if (group === undefined) return null;
  const { memberList, membersBeforeRebalance, partitionAssignor, epoch, topology } = group.detail;
  const topics = await groupTopics(database, clusterId, group.group_id, group.poll_id, flowRules);
  const row = toGroupRow(group);
  const shared = group.type === 'share';
  const partitions = groupPartitions(topics, memberList, { readCommitted, shared, hot: row.hot });
  const gaps = topics.flatMap(({ commitGapMs }) => commitGapMs ?? []);
  return {
    ...row,
    coordinator: group.coordinator,
    partitionAssignor,
    epoch,
    topology: topology ?? null,
    commitGapMs: gaps.length === 0 ? null : Math.max(...gaps),
    membersBeforeRebalance,
    memberList: groupMembers(memberList, partitions),
    partitions,
  };
}

async function groupTopics(
  database: Database,
  clusterId: number,
  groupId: number,
  pollId: number,
  flowRules: FlowRules,
): Promise<GroupTopic[]> {
  const rows = await database.query(TOPICS_SQL, [groupId], topicSchema);
  const latest = await readLatest(database, clusterId, groupId);
  const lags = await readTimeLags(database, clusterId);
  // The current state is of every poll, positions are of those that the history took: none while the disk is full.
  const latestFromMs = latest !== null && latest.atMs < pollId ? latest.atMs : null;
  const positions = new Map(latest?.subscriptions.map((one) => [one.subscriptionId, one.partitions]));
  const flowing = rows.map((row) => ({
    subscriptionId: row.subscription_id,
    topicId: row.topic_id,
    gapMs: row.commit_gaps.medianMs,
  }));
  const newest = { clusterId, newestMs: latest?.atMs ?? pollId };
  const flows = await readPartitionFlows(database, newest, flowing, flowRules);
  return rows.map((row) => ({
    topic: row.name,
    topicId: row.kafka_topic_id,
    exceptions: row.exceptions,
    statuses: row.partition_statuses,
    latest: positions.get(row.subscription_id) ?? [],
    latestFromMs,
    commitGapMs: row.commit_gaps.medianMs,
    flows: flows.get(row.subscription_id) ?? [],
    timeLag: (partition) => lags?.body.at(row.subscription_id, partition) ?? UNKNOWN_TIME_LAG,
    pollMs: pollId,
    retentionMs: row.retention_ms === null ? null : Number(row.retention_ms),
    loss: row.loss,
    leaders: new Map(row.leaders.map(({ partition, leader }) => [partition, leader])),
  }));
}
