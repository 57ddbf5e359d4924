import type { Sql } from '#lib/db/database.ts';
import type { GroupNow } from '../contract.ts';
import { sameValue } from '../same-value.ts';
import { storableJson } from '../storable.ts';
import { onlyNumbersDiffer } from './numbers.ts';
import type { Identified, RowTracker } from './tracker.ts';

/** Brings group_now up to date; gives how many rows it wrote or deleted. */
export async function writeGroupsNow(
  sql: Sql,
  clusterId: number,
  rows: readonly Identified<GroupNow>[],
  tracker: RowTracker<GroupNow>,
  complete: boolean,
): Promise<number> {
  const { fresh, changed, gone } = tracker.changes(rows, sameValue, !complete);
  let count = 0;
  if (gone === 'all-others') {
    const ids = rows.map(({ id }) => id);
    count += await sql.execute('delete from group_now where cluster_id = $1 and group_id <> all($2)', [clusterId, ids]);
  } else if (gone.length > 0) {
    count += await sql.execute('delete from group_now where group_id = any($1)', [gone]);
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

function record({ id, row }: Identified<GroupNow>): object {
  return {
    group_id: id,
    name: row.group,
    type: row.type,
    protocol_type: row.protocolType,
    state: row.state,
    assign_only: row.assignOnly,
    lag: row.lag,
    known_partitions: row.knownPartitions,
    total_partitions: row.totalPartitions,
    topics: row.topics,
    members: row.members,
    worst_rank: row.worstRank,
    worst_since: row.worstSinceMs === null ? null : new Date(row.worstSinceMs),
    states: row.states,
    trend: row.trend,
    coordinator: row.coordinator,
    detail: {
      memberList: row.memberList,
      membersBeforeRebalance: row.membersBeforeRebalance,
      partitionAssignor: row.partitionAssignor,
      epoch: row.epoch,
    },
    failure: row.failure,
  };
}

/** What changes at every poll, without sending or rewriting the members. */
const UPDATE_NUMBERS = `
  update group_now g set lag = n.lag, known_partitions = n.known_partitions, total_partitions = n.total_partitions
    from unnest($1::int4[], $2::int8[], $3::int4[], $4::int4[]) as n(group_id, lag, known_partitions, total_partitions)
   where g.group_id = n.group_id`;

const UPSERT = `
  insert into group_now (cluster_id, group_id, name, type, protocol_type, state, assign_only, lag, known_partitions,
    total_partitions, topics, members, worst_rank, worst_since, states, trend, coordinator, detail, failure)
  select $1, r.* from json_to_recordset($2::json) as r(group_id int4, name text, type text, protocol_type text, state text,
    assign_only boolean, lag int8, known_partitions int4, total_partitions int4, topics int4, members int4,
    worst_rank int2, worst_since timestamptz, states jsonb, trend jsonb, coordinator int4, detail jsonb, failure jsonb)
  on conflict (group_id) do update set
    name = excluded.name, type = excluded.type, protocol_type = excluded.protocol_type, state = excluded.state,
    assign_only = excluded.assign_only, lag = excluded.lag, known_partitions = excluded.known_partitions,
    total_partitions = excluded.total_partitions, topics = excluded.topics, members = excluded.members,
    worst_rank = excluded.worst_rank, worst_since = excluded.worst_since, states = excluded.states,
    trend = excluded.trend, coordinator = excluded.coordinator, detail = excluded.detail, failure = excluded.failure`;
