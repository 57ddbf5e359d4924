import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import type { GroupMemberNow } from '#lib/history/contract.ts';
import { groupMemberJson } from '#lib/history/stored-json.ts';
import type { Evidence, Member } from '#lib/lag/causes/evidence.ts';
import type { StoredGroup } from './read-group.ts';

/** What kind of group it is at a moment, in which state, and who is in it. */
export type Standing = Pick<
  Evidence,
  | 'type'
  | 'state'
  | 'stateSinceMs'
  | 'assignOnly'
  | 'assignor'
  | 'members'
  | 'memberCount'
  | 'emptySinceMs'
  | 'presentSinceMs'
  | 'heldSinceMs'
  | 'lastAbsence'
  | 'lastMembers'
> & {
  /** It had no members at some time of the day before. */
  withoutMembersAtTimes: boolean;
};

/** How many changes are looked back to find since when a state lasts. */
const MOST_ROWS = 100;
const AT_TIMES_MS = 86_400_000;

const rowSchema = z.object({
  at: z.date().transform((at) => at.getTime()),
  type: z.string(),
  state: z.string(),
  assignOnly: z.boolean(),
  assignor: z.string().nullable(),
  members: z.int().nullable(),
  isListed: z.boolean(),
});
type Row = z.output<typeof rowSchema>;

const listSchema = z.object({ memberList: z.array(groupMemberJson) });
const laterSchema = z.object({ later: z.boolean() });

/**
 * How a group stood at a moment. What is stored is each change: with none after the moment it stood as it does now, also where
 * the change before is past its time.
 */
export async function readStanding(
  sql: Sql,
  groupId: number,
  atMs: number,
  now: StoredGroup | null,
): Promise<Standing> {
  const at = new Date(atMs);
  const rows = await sql.query(
    `select at, type, state, assign_only as "assignOnly", assignor, members, member_list is not null as "isListed" from membership
      where group_id = $1 and at <= $2 order by at desc limit ${MOST_ROWS}`,
    [groupId, at],
    rowSchema,
  );
  const [later] = await sql.query(
    'select exists (select from membership where group_id = $1 and at > $2) as later',
    [groupId, at],
    laterSchema,
  );
  const present = now !== null && !later?.later ? presentRow(now, atMs) : undefined;
  const newest = present ?? rows[0];
  if (newest === undefined)
    return { ...UNKNOWN, type: now?.type ?? UNKNOWN.type, assignOnly: now?.assignOnly ?? false };
  const list = present === undefined ? await listAt(sql, groupId, at, false) : now?.detail.memberList;
  return {
    type: newest.type,
    state: newest.state,
    stateSinceMs: sinceWhen(rows, ({ state }) => state === newest.state),
    assignOnly: newest.assignOnly,
    assignor: newest.assignor,
    members: newest.members === null ? null : (list ?? []).map(memberOf),
    memberCount: newest.members,
    emptySinceMs: newest.members === 0 ? sinceWhen(rows, ({ members }) => members === 0) : null,
    presentSinceMs: newest.members ? sinceWhen(rows, ({ members }) => members !== 0) : null,
    heldSinceMs: newest.members ? (rows.find(({ isListed }) => isListed)?.at ?? null) : null,
    lastAbsence: newest.members === 0 ? null : lastAbsence(rows),
    withoutMembersAtTimes: [newest, ...rows].some((row) => row.members === 0 && row.at > atMs - AT_TIMES_MS),
    lastMembers: newest.members === 0 ? ((await listAt(sql, groupId, at, true)) ?? []).map(nameOf) : [],
  };
}

const UNKNOWN: Standing = {
  type: 'unknown',
  state: null,
  stateSinceMs: null,
  assignOnly: false,
  assignor: null,
  members: null,
  memberCount: null,
  emptySinceMs: null,
  presentSinceMs: null,
  heldSinceMs: null,
  lastAbsence: null,
  withoutMembersAtTimes: false,
  lastMembers: [],
};

const presentRow = ({ type, state, assignOnly, members, detail }: StoredGroup, at: number): Row => ({
  at,
  type,
  state,
  assignOnly,
  assignor: detail.partitionAssignor,
  members,
  isListed: false,
});

/** The newest list of members at a moment; of lists with somebody in them alone where asked. */
async function listAt(sql: Sql, groupId: number, at: Date, somebody: boolean): Promise<GroupMemberNow[] | undefined> {
  const [row] = await sql.query(
    `select member_list as "memberList" from membership
      where group_id = $1 and at <= $2 and member_list is not null and (not $3 or member_list <> '[]')
      order by at desc limit 1`,
    [groupId, at, somebody],
    listSchema,
  );
  return row?.memberList;
}

/** Begin of the last run of such rows, newest first; null where there is none, or where it began before what is known. */
function sinceWhen(rows: readonly Row[], isSo: (row: Row) => boolean): number | null {
  const other = rows.findIndex((row) => !isSo(row));
  return other <= 0 ? null : (rows[other - 1]?.at ?? null);
}

/** The newest run of rows without members that others follow and precede. */
function lastAbsence(rows: readonly Row[]): Standing['lastAbsence'] {
  const last = rows.findIndex(({ members }) => members === 0);
  const before = rows.findIndex(({ members }, index) => index > last && members !== 0);
  const [from, to] = [rows[before - 1], rows[last - 1]];
  return last <= 0 || before < 0 || from === undefined || to === undefined ? null : { fromMs: from.at, toMs: to.at };
}

const nameOf = ({ instanceId, clientId }: GroupMemberNow): string => instanceId ?? clientId;

const memberOf = ({ memberId, instanceId, clientId, host, partitions: held }: GroupMemberNow): Member => ({
  memberId,
  instanceId,
  clientId,
  host,
  places: held.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition }))),
});
