import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';

/** From an instant on: how many members a group had. */
export interface MemberCount {
  atMs: number;
  /** Null where nobody could tell. */
  members: number | null;
  /** It never has members, as it assigns its partitions itself. */
  assignOnly: boolean;
}

const rowSchema = z.object({
  groupId: z.int(),
  at: z.date(),
  members: z.int().nullable(),
  assignOnly: z.boolean(),
});

/** How many members groups had, change by change up to an instant, as far back as it is kept; oldest first. */
export async function memberCountsOf(
  sql: Sql,
  groupIds: readonly number[],
  toMs: number,
): Promise<Map<number, MemberCount[]>> {
  const rows = await sql.query(
    `select group_id as "groupId", at, members, assign_only as "assignOnly" from (
       select group_id, at, members, assign_only,
              lag(members) over of_group as was, lag(assign_only) over of_group as was_only, row_number() over of_group as nth
         from membership where group_id = any($1::int4[]) and at < $2
       window of_group as (partition by group_id order by at)) changes
      where nth = 1 or (was, was_only) is distinct from (members, assign_only)
      order by group_id, at`,
    [groupIds, new Date(toMs)],
    rowSchema,
  );
  const byGroup = new Map<number, MemberCount[]>();
  for (const { groupId, at, members, assignOnly } of rows) {
    const counts = byGroup.get(groupId) ?? [];
    counts.push({ atMs: at.getTime(), members, assignOnly });
    byGroup.set(groupId, counts);
  }
  return byGroup;
}
