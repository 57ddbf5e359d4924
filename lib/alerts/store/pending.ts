import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { RULE_SEVERITIES, type RuleSeverity } from '../rule.ts';

/** A target whose condition holds, and has not held for long enough to fire. */
export interface PendingTarget {
  cluster: string;
  rule: { id: string; name: string; severity: RuleSeverity };
  group: string | null;
  topic: string | null;
  /** Its id. */
  broker: number | null;
  /** First poll in which it held. */
  since: Date;
  /** When it fires if it goes on: polls that are missed meanwhile put that off. */
  firesAt: Date;
}

const pendingRow = z
  .object({
    cluster: z.string(),
    id: z.string(),
    name: z.string(),
    severity: z.enum(RULE_SEVERITIES),
    group: z.string().nullable(),
    topic: z.string().nullable(),
    broker: z.int().nullable(),
    since: z.date(),
    firesAt: z.date(),
  })
  .transform(({ id, name, severity, ...row }): PendingTarget => ({ ...row, rule: { id, name, severity } }));

const countRow = z.object({ count: z.int() });

const PENDING = `from alert_target t join cluster c on c.id = t.cluster_id join alert_rule r on r.id = t.rule_id
   where c.name = any($1) and t.state ->> 'phase' = 'pending' and t.rule_version = r.version`;

/** What is about to fire on these clusters, the soonest first, and how much that is in all. Throws a DatabaseError. */
export async function readPending(
  sql: Sql,
  clusters: readonly string[],
  limit: number,
): Promise<{ targets: PendingTarget[]; count: number }> {
  const targets = await sql.query(
    `select c.name as cluster, r.id::text as id, r.name, r.definition ->> 'severity' as severity, t.group_name as group, t.topic, t.broker_id as broker,
            to_timestamp((t.state ->> 'sinceMs')::float8 / 1000) as since,
            to_timestamp((t.state ->> 'heldFromMs')::float8 / 1000
                         + (r.definition -> 'condition' ->> 'forSeconds')::float8) as "firesAt"
       ${PENDING} order by "firesAt", t.rule_id, t.scope limit $2`,
    [clusters, limit],
    pendingRow,
  );
  if (targets.length < limit) return { targets, count: targets.length };
  const [row] = await sql.query(`select count(*)::int4 as count ${PENDING}`, [clusters], countRow);
  return { targets, count: row?.count ?? targets.length };
}
