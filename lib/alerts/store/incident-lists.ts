import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { INCIDENT_COLUMNS, incidentRow, type StoredIncident } from './incidents.ts';

export interface IncidentFilter {
  /** Names; no other cluster's are given. */
  clusters: readonly string[];
  state: 'firing' | 'resolved' | 'all';
  group: string | null;
  /** Only those that lasted at some time from here on, and until there. */
  from: Date | null;
  to: Date | null;
  /** The one after which the page begins. */
  after: { openedAtMs: number; id: string } | null;
  limit: number;
}

/** One page of incidents, those that opened last first. Throws a DatabaseError. */
export const incidentPage = (
  sql: Sql,
  { clusters, state, group, from, to, after, limit }: IncidentFilter,
): Promise<StoredIncident[]> =>
  sql.query(
    `select ${INCIDENT_COLUMNS} from incident i join cluster c on c.id = i.cluster_id
      where c.name = any($1) and ($2 = 'all' or (i.resolved_at is null) = ($2 = 'firing'))
        and ($3::text is null or i.group_name = $3)
        and ($4::timestamptz is null or (i.opened_at, i.id) < ($4, $5::uuid))
        and ($7::timestamptz is null or i.resolved_at is null or i.resolved_at >= $7)
        and ($8::timestamptz is null or i.since <= $8)
      order by i.opened_at desc, i.id desc limit $6`,
    [clusters, state, group, after && new Date(after.openedAtMs), after?.id ?? null, limit, from, to],
    incidentRow,
  );

/** One incident of these clusters; null without. Throws a DatabaseError. */
export async function findIncident(sql: Sql, id: string, clusters: readonly string[]): Promise<StoredIncident | null> {
  const [found] = await sql.query(
    `select ${INCIDENT_COLUMNS} from incident i join cluster c on c.id = i.cluster_id where i.id = $1 and c.name = any($2)`,
    [id, clusters],
    incidentRow,
  );
  return found ?? null;
}

/** The last ones of the same rule and target before it, the newest first. Throws a DatabaseError. */
export const earlierIncidents = (sql: Sql, of: StoredIncident, limit: number): Promise<StoredIncident[]> =>
  sql.query(
    `select ${INCIDENT_COLUMNS} from incident i join cluster c on c.id = i.cluster_id
      where c.name = $1 and i.rule_id = $2 and i.group_name is not distinct from $3 and i.topic is not distinct from $4
        and i.broker_id is not distinct from $5 and i.opened_at < $6
      order by i.opened_at desc limit $7`,
    [of.cluster, of.rule.id, of.group, of.topic, of.broker, of.openedAt, limit],
    incidentRow,
  );

const heldRow = z.object({ isHeld: z.boolean() });

/** Of an incident `i`: it is open only because records were deleted unread. */
const IS_HELD = `exists (select 1 from alert_target t where t.cluster_id = i.cluster_id and t.rule_id = i.rule_id and t.incident_id = i.id
  and (t.state ->> 'isHeld')::bool)`;

/** Whether an incident is open only because records were deleted unread: its value is good. Throws a DatabaseError. */
export async function isHeldOpen(sql: Sql, { id }: Pick<StoredIncident, 'id'>): Promise<boolean> {
  const [row] = await sql.query(
    `select ${IS_HELD} as "isHeld" from incident i where i.id = $1 and i.resolved_at is null`,
    [id],
    heldRow,
  );
  return row?.isHeld ?? false;
}

const markedRow = z.object({ noticeId: z.string().nullable() });

/**
 * Notes who has seen an incident that is open; gives by which notice it was told, where it was. Null where it is not open, or somebody
 * has seen it already, and has not to see as well what holds it open. Throws a DatabaseError.
 */
export async function markSeen(
  sql: Sql,
  id: string,
  { by, note, at }: { by: string; note: string | null; at: Date },
): Promise<{ noticeId: string | null } | null> {
  const [marked] = await sql.query(
    `update incident i set acked_at = $2, acked_by = $3, ack_note = $4
      where id = $1 and resolved_at is null and (acked_at is null or ${IS_HELD})
      returning case when told_at is not null then notice_id end as "noticeId"`,
    [id, at, by, note],
    markedRow,
  );
  return marked ?? null;
}

const countRow = z.object({ rule: z.string(), count: z.int() });

/** How many incidents of each rule are open on these clusters. Throws a DatabaseError. */
export async function firingByRule(sql: Sql, clusters: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql.query(
    `select i.rule_id::text as rule, count(*)::int4 as count from incident i join cluster c on c.id = i.cluster_id
      where i.resolved_at is null and c.name = any($1) group by 1`,
    [clusters],
    countRow,
  );
  return new Map(rows.map(({ rule, count }) => [rule, count]));
}

const mutedRow = z.object({ silence: z.string(), count: z.int() });

/** How many open incidents on these clusters each silence mutes, by its id. Throws a DatabaseError. */
export async function mutedBySilence(sql: Sql, clusters: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql.query(
    `select i.muted ->> 'id' as silence, count(*)::int4 as count from incident i join cluster c on c.id = i.cluster_id
      where i.resolved_at is null and i.muted ->> 'id' is not null and c.name = any($1) group by 1`,
    [clusters],
    mutedRow,
  );
  return new Map(rows.map(({ silence, count }) => [silence, count]));
}
