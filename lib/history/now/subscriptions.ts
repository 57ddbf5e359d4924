import type { Sql } from '#lib/db/database.ts';
import type { PartitionException, SubscriptionNow } from '../contract.ts';
import { sameValue } from '../same-value.ts';
import { clippedText, storableCount, storableJson } from '../storable.ts';
import { type Changed, type Difference, differsIn, type Identified, type RowTracker } from './tracker.ts';
import { upsert } from './upsert.ts';

/** A subscription with the ids of its group and topic. */
export interface SubscriptionRow {
  groupId: number;
  topicId: number;
  now: SubscriptionNow;
}

const HOT = ['lag', 'knownPartitions', 'totalPartitions', 'worstRank', 'states', 'exceptions'] as const;

/** Brokers may take megabytes of metadata with a commit, which would be written anew whenever the lag moves. */
const METADATA_CHARS = 1000;

/** How two versions of a subscription differ; group and topic are its identity. */
export function differenceOfSubscriptions(before: SubscriptionRow, after: SubscriptionRow): Difference {
  if (before.now.partitions !== after.now.partitions) return 'cold';
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
    changed.map(({ row }) => row.now.worstRank),
    changed.map(({ row: { now }, before }) =>
      sameValue(now.states, before.now.states) ? null : storableJson(now.states),
    ),
    changed.map(({ row: { now }, before }) =>
      sameValue(now.exceptions, before.now.exceptions) ? null : storableJson(storableExceptions(now)),
    ),
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
    worst_rank: now.worstRank,
    states: now.states,
    exceptions: storableExceptions(now),
  };
}

function storableExceptions({ exceptions }: SubscriptionNow): PartitionException[] {
  if (exceptions.every(({ metadata }) => metadata === null)) return exceptions;
  return exceptions.map((exception) => ({
    ...exception,
    metadata: exception.metadata && clippedText(exception.metadata, METADATA_CHARS),
  }));
}

/** What moves at every poll; a null in states or exceptions: as it is. */
const UPDATE_HOT = `
  update subscription_now s set lag = h.lag, known_partitions = h.known_partitions, total_partitions = h.total_partitions,
         worst_rank = h.worst_rank, states = coalesce(h.states, s.states), exceptions = coalesce(h.exceptions, s.exceptions)
    from unnest($1::int4[], $2::int8[], $3::int4[], $4::int4[], $5::int2[], $6::jsonb[], $7::jsonb[])
         as h(subscription_id, lag, known_partitions, total_partitions, worst_rank, states, exceptions)
   where s.subscription_id = h.subscription_id`;

const UPSERT = `
  insert into subscription_now (cluster_id, subscription_id, group_id, topic_id, partitions, lag, known_partitions,
    total_partitions, worst_rank, states, exceptions)
  select $1, r.* from json_to_recordset($2::json) as r(subscription_id int4, group_id int4, topic_id int4, partitions int4,
    lag int8, known_partitions int4, total_partitions int4, worst_rank int2, states jsonb, exceptions jsonb)
  on conflict (subscription_id) do update set
    partitions = excluded.partitions, lag = excluded.lag, known_partitions = excluded.known_partitions,
    total_partitions = excluded.total_partitions, worst_rank = excluded.worst_rank, states = excluded.states,
    exceptions = excluded.exceptions`;
