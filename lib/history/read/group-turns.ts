import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import type { GroupTurn } from '#lib/lag/burrow/steady-spans.ts';
import { groupKey } from '../event-store.ts';
import type { PollRange } from './polls.ts';

const TURNS = [
  'group-appeared',
  'group-joined',
  'group-rebalancing',
  'group-rebalanced',
  'group-emptied',
] as const satisfies GroupTurn['kind'][];

const rowSchema = z
  .object({ kind: z.enum(TURNS), at: z.date() })
  .transform(({ kind, at }): GroupTurn => ({ kind, atMs: at.getTime() }));

/** When the members of a group came, went and rebalanced within a range, oldest first. */
export async function readGroupTurns(
  sql: Sql,
  { clusterId, fromMs, toMs }: PollRange,
  group: string,
): Promise<GroupTurn[]> {
  return sql.query(
    `select kind, at from event
      where cluster_id = $1 and at >= $2 and at < $3 and kind = any($4) and subjects @> array[$5]
      order by at, ordinal`,
    [clusterId, new Date(fromMs), new Date(toMs), TURNS, groupKey(group)],
    rowSchema,
  );
}
