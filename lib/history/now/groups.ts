import type { Sql } from '#lib/db/database.ts';
import type { GroupNow } from '../contract.ts';
import { membershipsIn } from '../membership-store.ts';
import { sameValue } from '../same-value.ts';
import { storableCount, storableJson } from '../storable.ts';
import { flowColumns, flowRecord } from './flow.ts';
import { timeLagColumns, timeLagRecord } from './time-lag.ts';
import { type Changed, type Difference, differsIn, type Identified, type RowTracker } from './tracker.ts';
import { upsert } from './upsert.ts';

const HOT = [
  'lag',
  'knownPartitions',
  'totalPartitions',
  'status',
  'statusSinceMs',
  'dangerRank',
  'statuses',
  'presence',
  'states',
  'trend',
  'flow',
  'timeLag',
  'loss',
  'hot',
] as const;
const COLD = [
  'group',
  'type',
  'protocolType',
  'state',
  'assignOnly',
  'topics',
  'members',
  'lagIsAtLeast',
  'coordinator',
  'memberList',
  'membersBeforeRebalance',
  'partitionAssignor',
  'epoch',
  'topology',
  'failure',
] as const;

/** Fails to compile when a member of GroupNow is in neither list: its changes would never be written. */
const LISTED: Exclude<keyof GroupNow, (typeof HOT)[number] | (typeof COLD)[number]> extends never ? true : never = true;

/** How two versions of a group differ. */
export function differenceOfGroups(before: GroupNow, after: GroupNow): Difference {
  if (LISTED && differsIn(before, after, COLD, sameValue)) return 'cold';
  return differsIn(before, after, HOT, sameValue) ? 'hot' : 'none';
}

/** Brings group_now up to date; gives how many rows it wrote or deleted, and the groups whose members may have changed. */
export async function writeGroupsNow(
  sql: Sql,
  clusterId: number,
  rows: readonly Identified<GroupNow>[],
  tracker: RowTracker<GroupNow>,
  complete: boolean,
): Promise<{ rows: number; memberships: Identified<GroupNow>[] }> {
  const changes = tracker.changes(rows, !complete);
  const { fresh, hot, cold, gone } = changes;
  let count = 0;
  if (gone === 'all-others') {
    const ids = rows.map(({ id }) => id);
    count += await sql.execute('delete from group_now where cluster_id = $1 and group_id <> all($2)', [clusterId, ids]);
  } else if (gone.length > 0) {
    count += await sql.execute('delete from group_now where group_id = any($1)', [gone]);
  }
  if (hot.length > 0) count += await sql.execute(UPDATE_HOT, hotColumns(hot));
  count += await upsert(sql, UPSERT, clusterId, [...fresh, ...cold].map(record));
  return { rows: count, memberships: membershipsIn(changes) };
}

function hotColumns(changed: readonly Changed<GroupNow>[]) {
  return [
    changed.map(({ id }) => id),
    changed.map(({ row }) => storableCount(row.lag)),
    changed.map(({ row }) => row.knownPartitions),
    changed.map(({ row }) => row.totalPartitions),
    changed.map(({ row, before }) => (sameValue(row.states, before.states) ? null : storableJson(row.states))),
    changed.map(({ row, before }) => (sameValue(row.trend, before.trend) ? null : storableJson(row.trend))),
    ...flowColumns(changed.map(({ row }) => row.flow)),
    changed.map(({ row, before }) => (sameValue(row.hot, before.hot) ? null : storableJson(row.hot))),
    ...timeLagColumns(changed.map(({ row }) => row.timeLag)),
    changed.map(({ row }) => row.status),
    changed.map(({ row }) => (row.statusSinceMs === null ? null : row.statusSinceMs / 1000)),
    changed.map(({ row }) => row.dangerRank),
    changed.map(({ row, before }) => (sameValue(row.statuses, before.statuses) ? null : storableJson(row.statuses))),
    changed.map(({ row, before }) => (sameValue(row.presence, before.presence) ? null : storableJson(row.presence))),
    // Unlike the others it may become null.
    changed.map(({ row, before }) => (sameValue(row.loss, before.loss) ? null : storableJson(row.loss))),
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
    lag_is_at_least: row.lagIsAtLeast,
    status: row.status,
    status_since: row.statusSinceMs === null ? null : new Date(row.statusSinceMs),
    danger_rank: row.dangerRank,
    statuses: row.statuses,
    presence: row.presence,
    states: row.states,
    trend: row.trend,
    ...flowRecord(row.flow),
    ...timeLagRecord(row.timeLag),
    loss: row.loss,
    hot: row.hot,
    coordinator: row.coordinator,
    detail: {
      memberList: row.memberList,
      membersBeforeRebalance: row.membersBeforeRebalance,
      partitionAssignor: row.partitionAssignor,
      epoch: row.epoch,
      ...(row.topology && { topology: row.topology }),
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

/** What moves at every poll, without sending or parsing the members. A null in a jsonb: as it is. */
const UPDATE_HOT = `
  update group_now g set lag = h.lag, known_partitions = h.known_partitions, total_partitions = h.total_partitions,
         states = coalesce(h.states, g.states),
         trend = coalesce(h.trend, g.trend), produce_rate = h.produce_rate, consume_rate = h.consume_rate,
         lag_trend = h.lag_trend, drain_seconds = h.drain_seconds, hot = coalesce(h.hot, g.hot),
         time_lag_seconds = h.time_lag_seconds, time_lag_quality = h.time_lag_quality, status = h.status,
         status_since = to_timestamp(h.status_since), danger_rank = h.danger_rank,
         statuses = coalesce(h.statuses, g.statuses), presence = coalesce(h.presence, g.presence),
         loss = case when h.loss is null then g.loss else nullif(h.loss, 'null') end
    from unnest($1::int4[], $2::int8[], $3::int4[], $4::int4[], $5::jsonb[], $6::jsonb[],
                $7::float8[], $8::float8[], $9::text[], $10::float8[], $11::jsonb[], $12::float8[], $13::text[],
                $14::text[], $15::float8[], $16::int2[], $17::jsonb[], $18::jsonb[], $19::jsonb[])
         as h(group_id, lag, known_partitions, total_partitions, states, trend,
              produce_rate, consume_rate, lag_trend, drain_seconds, hot, time_lag_seconds, time_lag_quality,
              status, status_since, danger_rank, statuses, presence, loss)
   where g.group_id = h.group_id`;

const UPSERT = `
  insert into group_now (cluster_id, group_id, name, type, protocol_type, state, assign_only, lag, known_partitions,
    total_partitions, topics, members, lag_is_at_least, status, status_since, danger_rank, statuses,
    presence, states, trend, produce_rate, consume_rate, lag_trend, drain_seconds, time_lag_seconds, time_lag_quality, loss, hot,
    coordinator, detail, failure, search_text)
  select $1, r.* from json_to_recordset($2::json) as r(group_id int4, name text, type text, protocol_type text, state text,
    assign_only boolean, lag int8, known_partitions int4, total_partitions int4, topics int4, members int4,
    lag_is_at_least boolean, status text, status_since timestamptz,
    danger_rank int2, statuses jsonb, presence jsonb, states jsonb, trend jsonb, produce_rate float8, consume_rate float8,
    lag_trend text, drain_seconds float8, time_lag_seconds float8, time_lag_quality text, loss jsonb, hot jsonb, coordinator int4,
    detail jsonb, failure jsonb, search_text text)
  on conflict (group_id) do update set
    name = excluded.name, type = excluded.type, protocol_type = excluded.protocol_type, state = excluded.state,
    assign_only = excluded.assign_only, lag = excluded.lag, known_partitions = excluded.known_partitions,
    total_partitions = excluded.total_partitions, topics = excluded.topics, members = excluded.members,
    lag_is_at_least = excluded.lag_is_at_least,
    status = excluded.status, status_since = excluded.status_since, danger_rank = excluded.danger_rank,
    statuses = excluded.statuses, presence = excluded.presence,
    states = excluded.states, trend = excluded.trend, produce_rate = excluded.produce_rate,
    consume_rate = excluded.consume_rate, lag_trend = excluded.lag_trend, drain_seconds = excluded.drain_seconds,
    time_lag_seconds = excluded.time_lag_seconds, time_lag_quality = excluded.time_lag_quality,
    loss = excluded.loss, hot = excluded.hot, coordinator = excluded.coordinator, detail = excluded.detail, failure = excluded.failure,
    search_text = excluded.search_text`;
