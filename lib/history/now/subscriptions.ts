import type { Sql } from '#lib/db/database.ts';
import type { SubscriptionNow } from '../contract.ts';
import { sameValue } from '../same-value.ts';
import { storableJson } from '../storable.ts';
import { onlyNumbersDiffer } from './numbers.ts';
import type { Identified, RowTracker } from './tracker.ts';

/** A subscription with the ids of its group and topic. */
export type SubscriptionRow = SubscriptionNow & { groupId: number; topicId: number };

/** Brings subscription_now up to date; gives how many rows it wrote or deleted. */
export async function writeSubscriptionsNow(
  sql: Sql,
  clusterId: number,
  rows: readonly Identified<SubscriptionRow>[],
  tracker: RowTracker<SubscriptionRow>,
  complete: boolean,
): Promise<number> {
  const { fresh, changed, gone } = tracker.changes(rows, sameValue, !complete);
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
  const numbers = changed.filter(({ row, before }) => onlyNumbersDiffer(row, before));
  const whole = changed.filter(({ row, before }) => !onlyNumbersDiffer(row, before));
  if (numbers.length > 0) {
    count += await sql.execute(UPDATE_NUMBERS, [
      numbers.map(({ id }) => id),
      numbers.map(({ row }) => row.lag),
      numbers.map(({ row }) => row.knownPartitions),
      numbers.map(({ row }) => row.totalPartitions),
    ]);
  }
  if (fresh.length + whole.length === 0) return count;
  return count + (await sql.execute(UPSERT, [clusterId, storableJson([...fresh, ...whole].map(record))]));
}

function record({ id, row }: Identified<SubscriptionRow>): object {
  return {
    subscription_id: id,
    group_id: row.groupId,
    topic_id: row.topicId,
    partitions: row.partitions,
    lag: row.lag,
    known_partitions: row.knownPartitions,
    total_partitions: row.totalPartitions,
    worst_rank: row.worstRank,
    states: row.states,
    exceptions: row.exceptions,
  };
}

const UPDATE_NUMBERS = `
  update subscription_now s set lag = n.lag, known_partitions = n.known_partitions, total_partitions = n.total_partitions
    from unnest($1::int4[], $2::int8[], $3::int4[], $4::int4[]) as n(subscription_id, lag, known_partitions, total_partitions)
   where s.subscription_id = n.subscription_id`;

const UPSERT = `
  insert into subscription_now (cluster_id, subscription_id, group_id, topic_id, partitions, lag, known_partitions,
    total_partitions, worst_rank, states, exceptions)
  select $1, r.* from json_to_recordset($2::json) as r(subscription_id int4, group_id int4, topic_id int4, partitions int4,
    lag int8, known_partitions int4, total_partitions int4, worst_rank int2, states jsonb, exceptions jsonb)
  on conflict (subscription_id) do update set
    partitions = excluded.partitions, lag = excluded.lag, known_partitions = excluded.known_partitions,
    total_partitions = excluded.total_partitions, worst_rank = excluded.worst_rank, states = excluded.states,
    exceptions = excluded.exceptions`;
