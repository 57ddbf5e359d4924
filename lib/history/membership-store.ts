import type { Sql } from '#lib/db/database.ts';
import type { DatabaseError } from '#lib/db/errors.ts';
import type { GroupMemberNow, GroupNow } from './contract.ts';
import { createMonthKeeper, type MonthKeeper } from './month-keeper.ts';
import type { Changed, Identified, RowChanges } from './now/tracker.ts';
import { upsert } from './now/upsert.ts';
import { MEMBERSHIP } from './partition-spans.ts';
import { sameValue } from './same-value.ts';
import { atSavepoint } from './savepoint.ts';

/** What a list of members may take as JSON: of a longer one the first members are kept. A month has thousands of such rows at worst. */
const MOST_LIST_CHARS = 128_000;

/** Stores who held what in the groups of a cluster, poll by poll where it changed, so that past moments can be explained. */
export interface MembershipWriter {
  /** Makes sure that the month of a poll has its partition; before the transaction. */
  prepare: MonthKeeper;
  /** Inside the transaction of the poll, of the groups that may have changed; gives why they are lost where the disk is full. */
  write(sql: Sql, atMs: number, groups: readonly Identified<GroupNow>[]): Promise<DatabaseError | null>;
}

/** The membership writer of one cluster. It remembers nothing: what is stored is what a change is told by. */
export function createMembershipWriter(clusterId: number): MembershipWriter {
  return {
    prepare: createMonthKeeper(MEMBERSHIP),
    async write(sql, atMs, groups) {
      if (groups.length === 0) return null;
      const records = groups.map(({ id, row }) => recordOf(id, atMs, row));
      return atSavepoint(sql, 'memberships', () => upsert(sql, INSERT, clusterId, records));
    },
  };
}

/** Of the groups that a poll found different those of which what is kept here may be different. */
export const membershipsIn = ({ fresh, cold }: RowChanges<GroupNow>): Identified<GroupNow>[] => [
  ...fresh,
  ...cold.filter(changedMembership),
];

const KEPT = ['type', 'state', 'assignOnly', 'partitionAssignor', 'members', 'memberList'] as const;

const changedMembership = ({ before, row }: Changed<GroupNow>): boolean =>
  KEPT.some((key) => !sameValue(before[key], row[key]));

function recordOf(groupId: number, atMs: number, group: GroupNow): object {
  return {
    group_id: groupId,
    at: new Date(atMs),
    type: group.type,
    state: group.state,
    assign_only: group.assignOnly,
    assignor: group.partitionAssignor,
    members: group.members,
    member_list: shortened(group.memberList),
  };
}

/** What members hold, without the tasks of streams members; as many of them as there is room for. */
function shortened(members: readonly GroupMemberNow[]): object[] {
  const kept: object[] = [];
  let chars = 0;
  for (const { memberId, instanceId, clientId, host, partitions } of members) {
    const member = { memberId, instanceId, clientId, host, partitions };
    chars += JSON.stringify(member).length;
    if (chars > MOST_LIST_CHARS) break;
    kept.push(member);
  }
  return kept;
}

/** Rows that say something else than the newest stored before them; a list that is as it was is not stored again. $1 is not needed. */
const INSERT = `
  insert into membership (group_id, at, type, state, assign_only, assignor, members, member_list)
  select r.group_id, r.at, r.type, r.state, r.assign_only, r.assignor, r.members,
         case when held.member_list is distinct from r.member_list then r.member_list end
    from json_to_recordset($2::json) as r(group_id int4, at timestamptz, type text, state text, assign_only boolean,
           assignor text, members int4, member_list jsonb)
    left join lateral (select m.group_id, m.type, m.state, m.assign_only, m.assignor, m.members from membership m
                        where m.group_id = r.group_id order by m.at desc limit 1) last on true
    left join lateral (select m.member_list from membership m
                        where m.group_id = r.group_id and m.member_list is not null order by m.at desc limit 1) held on true
   where $1::int4 is not null
     and (last.group_id is null
          or (last.type, last.state, last.assign_only, last.assignor, last.members)
               is distinct from (r.type, r.state, r.assign_only, r.assignor, r.members)
          or held.member_list is distinct from r.member_list)
  on conflict do nothing`;
