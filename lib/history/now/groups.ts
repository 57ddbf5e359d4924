import type { Sql } from '#lib/db/database.ts';
import type { GroupNow } from '../contract.ts';
import { sameValue } from '../same-value.ts';
import { storableCount, storableJson } from '../storable.ts';
import { type Changed, type Difference, differsIn, type Identified, type RowTracker } from './tracker.ts';
import { upsert } from './upsert.ts';

const HOT = ['lag', 'knownPartitions', 'totalPartitions', 'worstRank', 'worstSinceMs', 'states', 'trend'] as const;
const COLD = [
  'group',
  'type',
  'protocolType',
  'state',
  'assignOnly',
  'topics',
  'members',
  'coordinator',
  'memberList',
  'membersBeforeRebalance',
  'partitionAssignor',
  'epoch',
  'failure',
] as const;

/** Fails to compile when a member of GroupNow is in neither list: its changes would never be written. */
const LISTED: Exclude<keyof GroupNow, (typeof HOT)[number] | (typeof COLD)[number]> extends never ? true : never = true;

/** How two versions of a group differ. */
export function differenceOfGroups(before: GroupNow, after: GroupNow): Difference {
  if (LISTED && differsIn(before, after, COLD, sameValue)) return 'cold';
  return differsIn(before, after, HOT, sameValue) ? 'hot' : 'none';
}

/** Brings group_now up to date; gives how many rows it wrote or deleted. */
export async function writeGroupsNow(
  sql: Sql,
  clusterId: number,
  rows: readonly Identified<GroupNow>[],
  tracker: RowTracker<GroupNow>,
  complete: boolean,
): Promise<number> {
  const { fresh, hot, cold, gone } = tracker.changes(rows, !complete);
  let count = 0;
  if (gone === 'all-others') {
    const ids = rows.map(({ id }) => id);
    count += await sql.execute('delete from group_now where cluster_id = $1 and group_id <> all($2)', [clusterId, ids]);
  } else if (gone.length > 0) {
    count += await sql.execute('delete from group_now where group_id = any($1)', [gone]);
  }
  if (hot.length > 0) count += await sql.execute(UPDATE_HOT, hotColumns(hot));
  return count + (await upsert(sql, UPSERT, clusterId, [...fresh, ...cold].map(record)));
}

function hotColumns(changed: readonly Changed<GroupNow>[]) {
  return [
    changed.map(({ id }) => id),
    changed.map(({ row }) => storableCount(row.lag)),
    changed.map(({ row }) => row.knownPartitions),
    changed.map(({ row }) => row.totalPartitions),
    changed.map(({ row }) => row.worstRank),
    changed.map(({ row }) => (row.worstSinceMs === null ? null : row.worstSinceMs / 1000)),
    changed.map(({ row, before }) => (sameValue(row.states, before.states) ? null : storableJson(row.states))),
    changed.map(({ row, before }) => (sameValue(row.trend, before.trend) ? null : storableJson(row.trend))),
  ];
}

function record({ id, row }: Identified<GroupNow>): object {
  return {
    group_id: id,
    name: row.group,
    type: row.type,
    protocol_type: row.protocolType,
    state: row.state,
    assign_only: row.assignOnly,
    lag: storableCount(row.lag),
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
    search_text: searchText(row),
  };
}

/** What a search looks through; ASCII alone is lowered, as Postgres does under collation C to what is searched for. */
function searchText(row: GroupNow): string {
  const words = new Set([row.group, ...row.memberList.flatMap((member) => [member.clientId, member.host])]);
  return [...words].join('\n').replaceAll(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}

/** What moves at every poll, without sending or parsing the members. A null in states or trend: as it is. */
const UPDATE_HOT = `
  update group_now g set lag = h.lag, known_partitions = h.known_partitions, total_partitions = h.total_partitions,
         worst_rank = h.worst_rank, worst_since = to_timestamp(h.worst_since), states = coalesce(h.states, g.states),
         trend = coalesce(h.trend, g.trend)
    from unnest($1::int4[], $2::int8[], $3::int4[], $4::int4[], $5::int2[], $6::float8[], $7::jsonb[], $8::jsonb[])
         as h(group_id, lag, known_partitions, total_partitions, worst_rank, worst_since, states, trend)
   where g.group_id = h.group_id`;

const UPSERT = `
  insert into group_now (cluster_id, group_id, name, type, protocol_type, state, assign_only, lag, known_partitions,
    total_partitions, topics, members, worst_rank, worst_since, states, trend, coordinator, detail, failure, search_text)
  select $1, r.* from json_to_recordset($2::json) as r(group_id int4, name text, type text, protocol_type text, state text,
    assign_only boolean, lag int8, known_partitions int4, total_partitions int4, topics int4, members int4,
    worst_rank int2, worst_since timestamptz, states jsonb, trend jsonb, coordinator int4, detail jsonb, failure jsonb,
    search_text text)
  on conflict (group_id) do update set
    name = excluded.name, type = excluded.type, protocol_type = excluded.protocol_type, state = excluded.state,
    assign_only = excluded.assign_only, lag = excluded.lag, known_partitions = excluded.known_partitions,
    total_partitions = excluded.total_partitions, topics = excluded.topics, members = excluded.members,
    worst_rank = excluded.worst_rank, worst_since = excluded.worst_since, states = excluded.states,
    trend = excluded.trend, coordinator = excluded.coordinator, detail = excluded.detail, failure = excluded.failure,
    search_text = excluded.search_text`;
