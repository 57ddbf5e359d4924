import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { storableJson, storableText } from '#lib/history/storable.ts';
import {
  type IncidentEnd,
  type IncidentFacts,
  type IncidentOpening,
  RESOLUTIONS,
  type Resolution,
} from '../incident.ts';
import type { Mute } from '../mute.ts';
import { AGGREGATIONS, METRIC_NAMES, RULE_SEVERITIES, type RuleSeverity } from '../rule.ts';

/** An incident as it stands in the database. */
export interface StoredIncident {
  id: string;
  cluster: string;
  rule: {
    id: string;
    name: string;
    severity: RuleSeverity;
    labels: Record<string, string>;
    runbook: string | null;
  };
  group: string | null;
  topic: string | null;
  /** Its id. */
  broker: number | null;
  since: Date;
  openedAt: Date;
  reopened: number;
  /** Under which it is told, for life: its own, or that of a storm; null before it is told. */
  noticeId: string | null;
  facts: IncidentFacts;
  /** When it was told, of the time that it is open now; null: not yet. */
  toldAt: Date | null;
  /** When that was repeated last. */
  repeatedAt: Date | null;
  /** From when on the next repeat counts, where that is not when it was told last. */
  repeatFrom: Date | null;
  /** Why nobody is told; null where it is not muted. */
  muted: Mute | null;
  resolvedAt: Date | null;
  resolution: Resolution | null;
  ackedAt: Date | null;
  ackedBy: string | null;
  ackNote: string | null;
}

const factsSchema: z.ZodType<IncidentFacts> = z.object({
  condition: z.string(),
  value: z.number().nullable(),
  topic: z.string().nullable(),
  partition: z.int().nullable(),
  memberHost: z.string().nullable(),
  lag: z.string().nullable(),
  timeLag: z.object({ seconds: z.number().nullable(), quality: z.string() }).nullable(),
  status: z.string().nullable(),
  lossNotBeforeMs: z.number().nullable(),
  limit: z
    .object({ metric: z.enum(METRIC_NAMES), aggregation: z.enum(AGGREGATIONS), threshold: z.number().nullable() })
    .nullable()
    .default(null),
});

const muteSchema: z.ZodType<Mute> = z.object({
  by: z.enum(['silence', 'maintenance', 'inhibition']),
  id: z.string().nullable(),
  why: z.string(),
  untilMs: z.number().nullable(),
});

export const incidentRow = z
  .object({
    id: z.uuid(),
    cluster: z.string(),
    rule_id: z.bigint(),
    rule_name: z.string(),
    severity: z.enum(RULE_SEVERITIES),
    labels: z.record(z.string(), z.string()),
    runbook: z.string().nullable(),
    group: z.string().nullable(),
    topic: z.string().nullable(),
    broker: z.int().nullable(),
    since: z.date(),
    openedAt: z.date(),
    reopened: z.int(),
    noticeId: z.string().nullable(),
    facts: factsSchema,
    toldAt: z.date().nullable(),
    repeatedAt: z.date().nullable(),
    repeatFrom: z.date().nullable(),
    muted: muteSchema.nullable(),
    resolvedAt: z.date().nullable(),
    resolution: z.enum(RESOLUTIONS).nullable(),
    ackedAt: z.date().nullable(),
    ackedBy: z.string().nullable(),
    ackNote: z.string().nullable(),
  })
  .transform(
    ({ rule_id, rule_name, severity, labels, runbook, ...row }): StoredIncident => ({
      ...row,
      rule: { id: String(rule_id), name: rule_name, severity, labels, runbook },
    }),
  );

/** Columns of an incident `i` of a cluster `c`, as incidentRow takes them. */
export const INCIDENT_COLUMNS = `i.id, c.name as cluster, i.rule_id, i.rule_name, i.severity, i.labels, i.runbook, i.group_name as group,
  i.topic, i.broker_id as broker, i.since, i.opened_at as "openedAt", i.reopened, i.notice_id as "noticeId", i.facts, i.told_at as "toldAt", i.repeated_at as "repeatedAt", i.repeat_from as "repeatFrom", i.muted, i.resolved_at as "resolvedAt", i.resolution,
  i.acked_at as "ackedAt", i.acked_by as "ackedBy", i.ack_note as "ackNote"`;

/** These incidents, in any order. Throws a DatabaseError. */
export const readIncidents = (sql: Sql, ids: readonly string[]): Promise<StoredIncident[]> =>
  sql.query(
    `select ${INCIDENT_COLUMNS} from incident i join cluster c on c.id = i.cluster_id where i.id = any($1::uuid[])`,
    [ids],
    incidentRow,
  );

/**
 * Puts down incidents that open; they are told of afterwards. One that is reopened keeps when it first opened and its notice, and
 * is not acknowledged any more. Throws a DatabaseError.
 */
export async function writeOpenings(sql: Sql, clusterId: number, openings: readonly IncidentOpening[]): Promise<void> {
  if (openings.length === 0) return;
  const column = <T>(read: (opening: IncidentOpening) => T) => openings.map(read);
  await sql.execute(
    `insert into incident (cluster_id, id, rule_id, rule_name, severity, labels, runbook, group_name, topic, broker_id, since, opened_at, facts)
     select $1, o.id, o.rule_id, o.rule_name, o.severity, o.labels, o.runbook, o.group_name, o.topic, o.broker_id, to_timestamp(o.since),
            to_timestamp(o.opened_at), o.facts
       from unnest($2::uuid[], $3::int8[], $4::text[], $5::text[], $6::jsonb[], $7::text[], $8::text[], $9::text[],
                   $10::int4[], $11::float8[], $12::float8[], $13::jsonb[])
         as o(id, rule_id, rule_name, severity, labels, runbook, group_name, topic, broker_id, since, opened_at, facts)
     on conflict (id) do update set
       rule_name = excluded.rule_name, severity = excluded.severity, labels = excluded.labels, runbook = excluded.runbook,
       reopened = incident.reopened + 1, resolved_at = null, resolution = null, facts = excluded.facts, told_at = null,
       repeated_at = null, repeat_from = null, muted = null, acked_at = null, acked_by = null, ack_note = null`,
    [
      clusterId,
      column(({ incidentId }) => incidentId),
      column(({ rule }) => rule.id),
      column(({ rule }) => rule.name),
      column(({ rule }) => rule.severity),
      column(({ rule }) => JSON.stringify(rule.labels)),
      column(({ rule }) => rule.runbook),
      column(({ scope }) => scope.group && storableText(scope.group)),
      column(({ scope }) => scope.topic),
      column(({ scope }) => scope.broker),
      column(({ sinceMs }) => sinceMs / 1000),
      column(({ atMs }) => atMs / 1000),
      column(({ facts }) => storableJson(facts)),
    ],
  );
}

/** All incidents of a cluster that are open, those that opened first before the others. Throws a DatabaseError. */
export const openIncidents = (sql: Sql, clusterId: number): Promise<StoredIncident[]> =>
  sql.query(
    `select ${INCIDENT_COLUMNS} from incident i join cluster c on c.id = i.cluster_id
      where i.cluster_id = $1 and i.resolved_at is null order by i.opened_at, i.id`,
    [clusterId],
    incidentRow,
  );

const ackedRow = z
  .object({ id: z.uuid(), at: z.date() })
  .transform(({ id, at }): [incidentId: string, atMs: number] => [id, at.getTime()]);

/** When somebody said of open incidents of a cluster that they look at them, by their ids. Throws a DatabaseError. */
export const acknowledgedIncidents = (sql: Sql, clusterId: number): Promise<[incidentId: string, atMs: number][]> =>
  sql.query(
    'select id, acked_at as at from incident where cluster_id = $1 and resolved_at is null and acked_at is not null',
    [clusterId],
    ackedRow,
  );

/** Has open incidents of a cluster say what their rules are called, and how bad that is, by now. Throws a DatabaseError. */
export async function followRules(sql: Sql, clusterId: number): Promise<void> {
  await sql.execute(
    `update incident i set rule_name = r.name, severity = r.definition ->> 'severity', labels = r.definition -> 'labels',
            runbook = r.definition ->> 'runbook'
       from alert_rule r
      where r.id = i.rule_id and i.cluster_id = $1 and i.resolved_at is null
        and (i.rule_name, i.severity, i.labels, i.runbook)
            is distinct from (r.name, r.definition ->> 'severity', r.definition -> 'labels', r.definition ->> 'runbook')`,
    [clusterId],
  );
}

/** Puts down what mutes incidents now. Throws a DatabaseError. */
export async function writeMutes(sql: Sql, mutes: ReadonlyMap<string, Mute | null>): Promise<void> {
  if (mutes.size === 0) return;
  await sql.execute(
    'update incident i set muted = m.muted from unnest($1::uuid[], $2::jsonb[]) as m(id, muted) where i.id = m.id',
    [[...mutes.keys()], [...mutes.values()].map((mute) => mute && storableJson(mute))],
  );
}

/** Puts down that incidents were told of, and under which notices. Throws a DatabaseError. */
export async function writeTold(
  sql: Sql,
  told: readonly { id: string; noticeId: string }[],
  atMs: number,
): Promise<void> {
  if (told.length === 0) return;
  await sql.execute(
    `update incident i set told_at = $1, repeat_from = null, notice_id = t.notice_id
       from unnest($2::uuid[], $3::text[]) as t(id, notice_id) where i.id = t.id`,
    [new Date(atMs), told.map(({ id }) => id), told.map(({ noticeId }) => noticeId)],
  );
}

/** Puts down how incidents ended. Throws a DatabaseError. */
export async function writeEnds(sql: Sql, ends: readonly IncidentEnd[]): Promise<void> {
  if (ends.length === 0) return;
  await sql.execute(
    `update incident i set resolved_at = to_timestamp(e.at), resolution = e.why
       from unnest($1::uuid[], $2::float8[], $3::text[]) as e(id, at, why) where i.id = e.id`,
    [ends.map(({ incidentId }) => incidentId), ends.map(({ atMs }) => atMs / 1000), ends.map(({ why }) => why)],
  );
}

/** Puts down again when these were told, as they have it, where they are open or not. Throws a DatabaseError. */
export async function restoreTold(
  sql: Sql,
  incidents: readonly Pick<StoredIncident, 'id' | 'toldAt' | 'repeatedAt' | 'repeatFrom'>[],
): Promise<void> {
  if (incidents.length === 0) return;
  await sql.execute(
    `update incident i set told_at = t.told_at, repeated_at = t.repeated_at, repeat_from = t.repeat_from
       from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[])
         as t(id, told_at, repeated_at, repeat_from) where i.id = t.id`,
    [
      incidents.map(({ id }) => id),
      incidents.map(({ toldAt }) => toldAt),
      incidents.map(({ repeatedAt }) => repeatedAt),
      incidents.map(({ repeatFrom }) => repeatFrom),
    ],
  );
}

/** Puts down that it was said once more that incidents are open. Throws a DatabaseError. */
export async function writeRepeated(sql: Sql, ids: readonly string[], atMs: number): Promise<void> {
  if (ids.length === 0) return;
  await sql.execute('update incident set repeated_at = $1, repeat_from = null where id = any($2::uuid[])', [
    new Date(atMs),
    ids,
  ]);
}

/** Puts off the next repeat of all open incidents of a cluster, or moves it forward where that is less than 0. Throws a DatabaseError. */
export async function putOffRepeats(sql: Sql, clusterId: number, byMs: number): Promise<void> {
  if (byMs === 0) return;
  await sql.execute(
    `update incident set repeat_from = coalesce(repeat_from, repeated_at, told_at) + $2 * interval '1 millisecond'
      where cluster_id = $1 and resolved_at is null and told_at is not null`,
    [clusterId, byMs],
  );
}

const countRow = z.object({ ruleId: z.bigint(), count: z.int() });

/** How many incidents of each rule were first told of on a cluster since then, up to now. Throws a DatabaseError. */
export async function toldSince(
  sql: Sql,
  clusterId: number,
  sinceMs: number,
  nowMs: number,
): Promise<Map<number, number>> {
  const rows = await sql.query(
    `select rule_id as "ruleId", count(*)::int4 as count from incident where cluster_id = $1 and told_at > $2 and told_at <= $3 group by 1`,
    [clusterId, new Date(sinceMs), new Date(nowMs)],
    countRow,
  );
  return new Map(rows.map(({ ruleId, count }) => [Number(ruleId), count]));
}

/** All incidents of a notice. Throws a DatabaseError. */
export const incidentsOfNotice = (sql: Sql, noticeId: string): Promise<StoredIncident[]> =>
  sql.query(
    `select ${INCIDENT_COLUMNS} from incident i join cluster c on c.id = i.cluster_id where i.notice_id = $1`,
    [noticeId],
    incidentRow,
  );
