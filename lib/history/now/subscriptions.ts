import type { Sql } from '#lib/db/database.ts';
import type { PartitionException, SubscriptionNow } from '../contract.ts';
import { sameValue } from '../same-value.ts';
import { clippedText, storableCount, storableJson } from '../storable.ts';
import { flowColumns, flowRecord } from './flow.ts';
import { timeLagColumns, timeLagRecord } from './time-lag.ts';
import { type Changed, type Difference, differsIn, type Identified, type RowTracker } from './tracker.ts';
import { upsert } from './upsert.ts';

/** A subscription with the ids of its group and topic. */
export interface SubscriptionRow {
  groupId: number;
  topicId: number;
  now: SubscriptionNow;
}

const HOT = [
  'lag',
  'knownPartitions',
  'totalPartitions',
  'status',
  'dangerRank',
  'statuses',
  'partitionStatuses',
  'states',
  'exceptions',
  'flow',
  'timeLag',
  'loss',
  'commitGaps',
] as const;

/** Brokers may take megabytes of metadata with a commit, which would be written anew whenever the lag moves. */
const METADATA_CHARS = 1000;

/** How two versions of a subscription differ; group and topic are its identity. */
export function differenceOfSubscriptions(before: SubscriptionRow, after: SubscriptionRow): Difference {
  const { partitions, lagIsAtLeast } = after.now;
  if (before.now.partitions !== partitions || before.now.lagIsAtLeast !== lagIsAtLeast) return 'cold';
  return differsIn(before.now, after.now, HOT, sameValue) ? 'hot' : 'none';
}

/** Brings subscription_now up to date; gives how many rows it wrote or deleted. */
export async function writeSubscriptionsNow(
  sql: Sql,
  clusterId: number,
  rows: readonly Identified<SubscriptionRow>[],
  tracker: RowTracker<SubscriptionRow>,
  complete: boolean,
): Promise<number> {
  const { fresh, hot, cold, gone } = tracker.changes(rows, !complete);
  let count = 0;
  if (gone === 'all-others') {
    const ids = rows.map(({ id }) => id);
    count += await sql.execute('delete from subscription_now where cluster_id = $1 and subscription_id <> all($2)', [
      clusterId,
      ids,
    ]);
  } else if (gone.length > 0) {
    count += await sql.execute('delete from subscription_now where subscription_id = any($1)', [gone]);
  }
  if (hot.length > 0) count += await sql.execute(UPDATE_HOT, hotColumns(hot));
  return count + (await upsert(sql, UPSERT, clusterId, [...fresh, ...cold].map(record)));
}

function hotColumns(changed: readonly Changed<SubscriptionRow>[]) {
  return [
    changed.map(({ id }) => id),
    changed.map(({ row }) => storableCount(row.now.lag)),
    changed.map(({ row }) => row.now.knownPartitions),
    changed.map(({ row }) => row.now.totalPartitions),
    changed.map(({ row: { now }, before }) =>
      sameValue(now.states, before.now.states) ? null : storableJson(now.states),
    ),
    changed.map(({ row: { now }, before }) =>
      sameValue(now.exceptions, before.now.exceptions) ? null : storableJson(storableExceptions(now)),
    ),
    ...flowColumns(changed.map(({ row }) => row.now.flow)),
    changed.map(({ row: { now }, before }) =>
      sameValue(now.commitGaps, before.now.commitGaps) ? null : storableJson(now.commitGaps),
    ),
    ...timeLagColumns(changed.map(({ row }) => row.now.timeLag)),
    changed.map(({ row }) => row.now.status),
    changed.map(({ row }) => row.now.dangerRank),
    changed.map(({ row: { now }, before }) =>
      sameValue(now.statuses, before.now.statuses) ? null : storableJson(now.statuses),
    ),
    changed.map(({ row: { now }, before }) =>
      sameValue(now.partitionStatuses, before.now.partitionStatuses) ? null : storableJson(now.partitionStatuses),
    ),
    // Unlike the others it may become null.
    changed.map(({ row: { now }, before }) => (sameValue(now.loss, before.now.loss) ? null : storableJson(now.loss))),
  ];
}

function record({ id, row: { groupId, topicId, now } }: Identified<SubscriptionRow>): object {
  return {
    subscription_id: id,
    group_id: groupId,
    topic_id: topicId,
    partitions: now.partitions,
    lag: storableCount(now.lag),
    known_partitions: now.knownPartitions,
    total_partitions: now.totalPartitions,
    lag_is_at_least: now.lagIsAtLeast,
    status: now.status,
    danger_rank: now.dangerRank,
    statuses: now.statuses,
    partition_statuses: now.partitionStatuses,
    states: now.states,
    exceptions: storableExceptions(now),
    ...flowRecord(now.flow),
    ...timeLagRecord(now.timeLag),
    loss: now.loss,
    commit_gaps: now.commitGaps,
  };
}

function storableExceptions({ exceptions }: SubscriptionNow): PartitionException[] {
  if (exceptions.every(({ metadata }) => metadata === null)) return exceptions;
  return exceptions.map((exception) => ({
    ...exception,
    metadata: exception.metadata && clippedText(exception.metadata, METADATA_CHARS),
  }));
}

/** What moves at every poll; a null in a jsonb: as it is. */
const UPDATE_HOT = `
  update subscription_now s set lag = h.lag, known_partitions = h.known_partitions, total_partitions = h.total_partitions,
         states = coalesce(h.states, s.states), exceptions = coalesce(h.exceptions, s.exceptions),
         produce_rate = h.produce_rate, consume_rate = h.consume_rate, lag_trend = h.lag_trend,
         drain_seconds = h.drain_seconds, commit_gaps = coalesce(h.commit_gaps, s.commit_gaps),
         time_lag_seconds = h.time_lag_seconds, time_lag_quality = h.time_lag_quality, status = h.status,
         danger_rank = h.danger_rank, statuses = coalesce(h.statuses, s.statuses),
         partition_statuses = coalesce(h.partition_statuses, s.partition_statuses), loss = case when h.loss is null then s.loss else nullif(h.loss, 'null') end
    from unnest($1::int4[], $2::int8[], $3::int4[], $4::int4[], $5::jsonb[], $6::jsonb[],
                $7::float8[], $8::float8[], $9::text[], $10::float8[], $11::jsonb[], $12::float8[], $13::text[],
                $14::text[], $15::int2[], $16::jsonb[], $17::jsonb[], $18::jsonb[])
         as h(subscription_id, lag, known_partitions, total_partitions, states, exceptions,
              produce_rate, consume_rate, lag_trend, drain_seconds, commit_gaps, time_lag_seconds, time_lag_quality,
              status, danger_rank, statuses, partition_statuses, loss)
   where s.subscription_id = h.subscription_id`;

const UPSERT = `
  insert into subscription_now (cluster_id, subscription_id, group_id, topic_id, partitions, lag, known_partitions,
    total_partitions, lag_is_at_least, status, danger_rank, statuses, partition_statuses, states, exceptions,
    produce_rate, consume_rate, lag_trend, drain_seconds, time_lag_seconds, time_lag_quality, loss, commit_gaps)
  select $1, r.* from json_to_recordset($2::json) as r(subscription_id int4, group_id int4, topic_id int4, partitions int4,
    lag int8, known_partitions int4, total_partitions int4, lag_is_at_least boolean, status text,
    danger_rank int2, statuses jsonb, partition_statuses jsonb, states jsonb, exceptions jsonb, produce_rate float8, consume_rate float8, lag_trend text, drain_seconds float8,
    time_lag_seconds float8, time_lag_quality text, loss jsonb, commit_gaps jsonb)
  on conflict (subscription_id) do update set
    partitions = excluded.partitions, lag = excluded.lag, known_partitions = excluded.known_partitions,
    total_partitions = excluded.total_partitions,
    lag_is_at_least = excluded.lag_is_at_least, status = excluded.status, danger_rank = excluded.danger_rank,
    statuses = excluded.statuses, partition_statuses = excluded.partition_statuses,
    states = excluded.states, exceptions = excluded.exceptions,
    produce_rate = excluded.produce_rate, consume_rate = excluded.consume_rate, lag_trend = excluded.lag_trend,
    drain_seconds = excluded.drain_seconds, time_lag_seconds = excluded.time_lag_seconds,
    time_lag_quality = excluded.time_lag_quality, loss = excluded.loss, commit_gaps = excluded.commit_gaps`;
