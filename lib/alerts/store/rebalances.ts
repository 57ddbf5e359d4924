import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import type { Rebalanced } from '../rebalances.ts';

const HOUR_MS = 3_600_000;
/** Ten thousand groups that rebalance every twelve minutes; of more the oldest are not counted. */
const MOST = 50_000;

const rowSchema = z
  .object({ group: z.string(), at: z.date(), times: z.int() })
  .transform(({ group, at, times }): Rebalanced => ({ group, atMs: at.getTime(), times }));

/** Which groups of a cluster rebalanced within the hour before. Throws a DatabaseError. */
export const readRebalances = (sql: Sql, clusterId: number, nowMs: number): Promise<Rebalanced[]> =>
  sql.query(
    `select data ->> 'group' as group, at, (data ->> 'rebalances')::int4 as times from event
      where cluster_id = $1 and at > $2 and at < $3 and kind = 'group-rebalanced' order by at desc limit ${MOST}`,
    [clusterId, new Date(nowMs - HOUR_MS), new Date(nowMs)],
    rowSchema,
  );
