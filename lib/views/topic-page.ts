import { z } from 'zod';
import type { TopicRow } from '#lib/api/schemas/topics.ts';
import type { Sql } from '#lib/db/database.ts';
import { afterStart, keysColumn, type ListPage, orderBy, type PageStart, pageOf } from './keyset.ts';
import { TOPIC_ORDERS, type TopicSort } from './topic-orders.ts';
import { TOPIC_ROW_COLUMNS, topicRowColumns, toTopicRow } from './topic-row.ts';

/** Which topics, in which order, and from where on. */
export interface TopicPageQuery {
  search: string;
  sort: TopicSort;
  limit: number;
  start: PageStart | null;
}

/** Parameters: $1 cluster, $2 search: an exact substring of the name, no wildcards. */
const MATCHES = `cluster_id = $1 and ($2 = '' or strpos(lower(name), lower($2 collate "C")) > 0)`;

const pageRowSchema = topicRowColumns.extend({ keys: z.array(z.string()) });
const totalSchema = z.object({ total: z.int() });

/** One page of the topics of a cluster, and how many match in all. */
export async function topicPage(sql: Sql, clusterId: number, query: TopicPageQuery): Promise<ListPage<TopicRow>> {
  const filters = [clusterId, query.search];
  const order = TOPIC_ORDERS[query.sort];
  const after = afterStart(order, query.start, filters.length + 2);
  const rows = await sql.query(
    `select ${TOPIC_ROW_COLUMNS}, ${keysColumn(order)} from topic_now
      where ${MATCHES} and ${after.condition} ${orderBy(order)} limit $${filters.length + 1}`,
    [...filters, query.limit + 1, ...after.params],
    pageRowSchema,
  );
  const [count] = await sql.query(
    `select count(*)::int as total from topic_now where ${MATCHES}`,
    filters,
    totalSchema,
  );
  return { ...pageOf(rows, query.limit, toTopicRow), total: count?.total ?? 0 };
}
