import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import type { GROUP_KINDS } from '#lib/events/kinds/groups.ts';
import { groupKey } from '../event-store.ts';
import type { PollRange } from './polls.ts';

/** What moves offsets forward without a record read, or may have. Offsets that were set back fall, which positions tell. */
const JUMPS = ['offsets-jumped', 'offsets-moved-unseen'] satisfies (keyof typeof GROUP_KINDS)[];

/** The instants of the polls that found offsets of a group moved forward by nobody who was seen to consume. */
export async function offsetJumps(
  sql: Sql,
  { clusterId, fromMs, toMs }: PollRange,
  groupId: number,
): Promise<number[]> {
  const [group] = await sql.query('select name from consumer_group where id = $1', [groupId], nameSchema);
  if (group === undefined) return [];
  const rows = await sql.query(
    `select distinct at from event
      where cluster_id = $1 and at >= $2 and at < $3 and kind = any($4) and subjects @> array[$5]`,
    [clusterId, new Date(fromMs), new Date(toMs), JUMPS, groupKey(group.name)],
    atSchema,
  );
  return rows.map(({ at }) => at.getTime());
}

const nameSchema = z.object({ name: z.string() });
const atSchema = z.object({ at: z.date() });
