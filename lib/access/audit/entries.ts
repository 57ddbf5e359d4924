import { z } from 'zod';
import type { AuditEntry } from '#lib/api/schemas/audit.ts';
import type { Sql } from '#lib/db/database.ts';
import type { NewestPart } from '../newest-part.ts';
import { OUTCOMES, type Outcome } from './contract.ts';

/** Which entries; those left out do not narrow. */
export interface AuditFilter {
  from?: Date | undefined;
  to?: Date | undefined;
  /** The id, or a part of the name. */
  actor?: string | undefined;
  /** The whole name, or what stands before its dot. */
  action?: string | undefined;
  cluster?: string | undefined;
  outcome?: Outcome | undefined;
  /** A part of the target. */
  search?: string;
}

/** The clusters whose entries the reader may see; null: all, and those of no cluster. */
export type VisibleClusters = readonly string[] | null;

const rowSchema = z.object({
  id: z.bigint(),
  at: z.date(),
  ended_at: z.date().nullable(),
  actor_kind: z.enum(['user', 'token', 'anonymous', 'system']),
  actor_id: z.string(),
  actor_name: z.string(),
  address: z.string().nullable(),
  user_agent: z.string().nullable(),
  request_id: z.string().nullable(),
  action: z.string(),
  cluster: z.string().nullable(),
  target: z.string().nullable(),
  reason: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  outcome: z.enum(OUTCOMES),
  detail: z.string().nullable(),
  count: z.int(),
  hash: z.string(),
});

/**
 * Changes with how they ended, and refusals with all that were alike, the newest first: one entry for each first row, and the rows
 * that name it.
 */
export async function auditEntries(
  sql: Sql,
  filter: AuditFilter,
  visible: VisibleClusters,
  { limit, before }: NewestPart,
): Promise<AuditEntry[]> {
  const rows = await sql.query(
    `select a.id, a.at, e.at as ended_at, a.actor_kind, a.actor_id, a.actor_name, a.address, a.user_agent, a.request_id,
            a.action, a.cluster, a.target, a.reason, a.before, coalesce(e.after, a.after) as after,
            coalesce(e.outcome, a.outcome) as outcome, coalesce(e.detail, a.detail) as detail,
            case when a.outcome = 'refused' then a.count + coalesce(e.count, 0) else 1 end as count,
            encode(a.hash, 'hex') as hash
       from audit a
       left join lateral (
         select max(o.at) as at, sum(o.count)::int4 as count, (array_agg(o.outcome order by o.id desc))[1] as outcome,
                (array_agg(o.detail order by o.id desc))[1] as detail, (array_agg(o.after order by o.id desc))[1] as after
           from audit o where o.of = a.id and o.at >= a.at
       ) e on true
      where a.of is null
        and ($1::int8 is null or a.id < $1)
        and ($2::timestamptz is null or a.at >= $2) and ($3::timestamptz is null or a.at < $3)
        and ($4::text is null or a.actor_id = $4 or strpos(lower(a.actor_name), lower($4)) > 0)
        and ($5::text is null or a.action = $5 or starts_with(a.action, $5 || '.'))
        and ($6::text is null or a.cluster = $6)
        and ($7::text is null or coalesce(e.outcome, a.outcome) = $7)
        and ($8::text = '' or strpos(lower(a.target), lower($8)) > 0)
        and ($9::text[] is null or a.cluster = any($9))
      order by a.id desc limit $10`,
    [
      before,
      filter.from ?? null,
      filter.to ?? null,
      filter.actor || null,
      filter.action || null,
      filter.cluster || null,
      filter.outcome ?? null,
      filter.search ?? '',
      visible,
      limit,
    ],
    rowSchema,
  );
  return rows.map(toEntry);
}

function toEntry(row: z.output<typeof rowSchema>): AuditEntry {
  return {
    id: String(row.id),
    at: row.at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    origin: { address: row.address, userAgent: row.user_agent, requestId: row.request_id || null },
    action: row.action,
    cluster: row.cluster,
    target: row.target,
    reason: row.reason,
    before: row.before,
    after: row.after,
    outcome: row.outcome,
    detail: row.detail,
    count: row.count,
    hash: row.hash,
  };
}
