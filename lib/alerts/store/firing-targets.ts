import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import type { Silenceable } from '../is-over.ts';
import { RULE_SEVERITIES } from '../rule.ts';

const targetRow = z
  .object({
    cluster: z.string(),
    name: z.string(),
    severity: z.enum(RULE_SEVERITIES),
    labels: z.record(z.string(), z.string()),
    group: z.string().nullable(),
    topic: z.string().nullable(),
    broker: z.int().nullable(),
  })
  .transform(({ name, severity, labels, ...row }): Silenceable => ({ ...row, rule: { name, severity, labels } }));

/** Of each open incident on these clusters what silences are held against. Throws a DatabaseError. */
export const firingTargets = (sql: Sql, clusters: readonly string[]): Promise<Silenceable[]> =>
  sql.query(
    `select c.name as cluster, i.rule_name as name, i.severity, i.labels, i.group_name as group, i.topic,
            i.broker_id as broker
       from incident i join cluster c on c.id = i.cluster_id where i.resolved_at is null and c.name = any($1)`,
    [clusters],
    targetRow,
  );
