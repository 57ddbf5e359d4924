import { z } from 'zod';
import type { GroupRow } from '#lib/api/schemas/groups.ts';
import type { StatusCounts } from '#lib/api/schemas/status.ts';
import type { Sql, SqlParam } from '#lib/db/database.ts';
import type { Status } from '#lib/lag/status/status.ts';
import { GROUP_ORDERS, type GroupSort } from './group-orders.ts';
import { GROUP_ROW_COLUMNS, groupRowColumns, toGroupRow } from './group-row.ts';
import { afterStart, keysColumn, type ListPage, orderBy, type PageStart, pageOf } from './keyset.ts';
import { statusColumn } from './status-columns.ts';

/** Which groups, in which order, and from where on. */
export interface GroupPageQuery {
  search: string;
  /** Only groups in one of these statuses; empty: all. */
  status: readonly Status[];
  sort: GroupSort;
  limit: number;
  start: PageStart | null;
}

export type GroupPage = ListPage<GroupRow> & { countsByStatus: StatusCounts };

/**
 * Parameters: $1 cluster, $2 search, $3 statuses. The search is an exact substring (no wildcards) of the id, a client id, a host or
 * the name of a topic the group has a position on.
 */
const MATCHES = `cluster_id = $1
  and ($3::text[] = '{}' or status = any($3::text[]))
  and ($2 = '' or strpos(search_text, lower($2 collate "C")) > 0 or group_id in (
        select s.group_id from subscription_now s join topic t on t.id = s.topic_id
         where s.cluster_id = $1 and strpos(lower(t.name), lower($2 collate "C")) > 0))`;

const pageRowSchema = groupRowColumns.extend({ keys: z.array(z.string()) });
const totalSchema = z.object({ total: z.int() });
const countSchema = z.object({ status: statusColumn, count: z.int() });

/** One page of the groups of a cluster, how many match in all, and how many groups have which status. */
export async function groupPage(sql: Sql, clusterId: number, query: GroupPageQuery): Promise<GroupPage> {
  const filters: SqlParam[] = [clusterId, query.search, [...query.status]];
  const order = GROUP_ORDERS[query.sort];
  const after = afterStart(order, query.start, filters.length + 2);
  const rows = await sql.query(
    `select ${GROUP_ROW_COLUMNS}, ${keysColumn(order)} from group_now
      where ${MATCHES} and ${after.condition} ${orderBy(order)} limit $${filters.length + 1}`,
    [...filters, query.limit + 1, ...after.params],
    pageRowSchema,
  );
  const [count] = await sql.query(
    `select count(*)::int as total from group_now where ${MATCHES}`,
    filters,
    totalSchema,
  );
  return {
    ...pageOf(rows, query.limit, toGroupRow),
    total: count?.total ?? 0,
    countsByStatus: await countsByStatus(sql, clusterId),
  };
}

async function countsByStatus(sql: Sql, clusterId: number): Promise<StatusCounts> {
  const rows = await sql.query(
    `select status, count(*)::int as count from group_now where cluster_id = $1 and status is not null group by status`,
    [clusterId],
    countSchema,
  );
  return Object.fromEntries(rows.flatMap(({ status, count }) => (status === null ? [] : [[status, count]])));
}
