import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';

/** Incidents of one rule on one cluster that are told of together. */
export interface Storm {
  noticeId: string;
  ruleId: number;
  /** When something was told of it last since it began, or began again; 0: nothing yet. */
  sentAtMs: number;
  /** Something changed since. */
  hasNews: boolean;
}

const stormRow = z
  .object({ noticeId: z.string(), ruleId: z.bigint(), sentAt: z.date(), hasNews: z.boolean() })
  .transform(
    ({ noticeId, ruleId, sentAt, hasNews }): Storm => ({
      noticeId,
      ruleId: Number(ruleId),
      sentAtMs: sentAt.getTime(),
      hasNews,
    }),
  );

/** The storms of a cluster that are not over, and those of these notices. Throws a DatabaseError. */
export const readStorms = (sql: Sql, clusterId: number, noticeIds: readonly string[]): Promise<Storm[]> =>
  sql.query(
    `select notice_id as "noticeId", rule_id as "ruleId", sent_at as "sentAt", has_news as "hasNews" from storm
      where cluster_id = $1 and (resolved_at is null or notice_id = any($2::text[]))`,
    [clusterId, noticeIds],
    stormRow,
  );

/** Puts down how a storm stands; `resolvedAtMs` null: it is not over. Throws a DatabaseError. */
export async function writeStorm(
  sql: Sql,
  clusterId: number,
  { noticeId, ruleId, sentAtMs, hasNews }: Storm,
  resolvedAtMs: number | null,
): Promise<void> {
  await sql.execute(
    `insert into storm (notice_id, cluster_id, rule_id, sent_at, has_news, resolved_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (notice_id) do update set
       sent_at = excluded.sent_at, has_news = excluded.has_news, resolved_at = excluded.resolved_at`,
    [noticeId, clusterId, ruleId, new Date(sentAtMs), hasNews, resolvedAtMs === null ? null : new Date(resolvedAtMs)],
  );
}
