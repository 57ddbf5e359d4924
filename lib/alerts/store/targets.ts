import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { storableText } from '#lib/history/storable.ts';
import type { TargetState } from '../machine.ts';
import { type Scope, scopeKey } from '../scope.ts';
import type { ActiveTarget, TargetChange } from '../target-state.ts';

const stateSchema: z.ZodType<TargetState> = z.object({
  phase: z.enum(['inactive', 'pending', 'firing']),
  sinceMs: z.number(),
  heldFromMs: z.number(),
  clearFromMs: z.number().nullable(),
  seenAtMs: z.number(),
  unknownFromMs: z.number().nullable(),
  valuelessFromMs: z.number().nullable(),
  isNoData: z.boolean(),
  // Of what was written before they were kept, the next poll says them.
  lostFromMs: z.number().nullable().default(null),
  recreated: z.string().nullable().default(null),
  isHeld: z.boolean().default(false),
  resolvedAtMs: z.number().nullable(),
});

const targetRow = z.object({
  rule_id: z.bigint(),
  rule_version: z.int(),
  group_name: z.string().nullable(),
  topic: z.string().nullable(),
  broker_id: z.int().nullable(),
  state: stateSchema,
  incident_id: z.uuid().nullable(),
  evaluated_at: z.date(),
});

const judgedRow = z
  .object({ since: z.date(), at: z.date().nullable() })
  .transform(({ since, at }) => ({ knownSinceMs: since.getTime(), judgedAtMs: at?.getTime() ?? null }));

/** Since when a cluster is to be polled, and when it was judged last. Throws a DatabaseError. */
export async function clusterJudged(sql: Sql, clusterId: number): Promise<z.output<typeof judgedRow>> {
  const [row] = await sql.query(
    `select c.created_at as since, e.evaluated_at as at from cluster c left join alert_evaluation e on e.cluster_id = c.id
      where c.id = $1`,
    [clusterId],
    judgedRow,
  );
  if (!row) throw new Error(`there is no cluster ${clusterId}`);
  return row;
}

const writeRow = z.object({ id: z.uuid().nullable() });

/**
 * Keeps everybody else from writing an evaluation of a cluster until the transaction ends; gives which write was the last that is in the
 * tables, null without. Throws a DatabaseError.
 */
export async function holdEvaluation(sql: Sql, clusterId: number): Promise<string | null> {
  const [row] = await sql.query(
    'select write_id as id from alert_evaluation where cluster_id = $1 for update',
    [clusterId],
    writeRow,
  );
  return row?.id ?? null;
}

/** What was active when the cluster was last evaluated. Throws a DatabaseError. */
export async function readTargets(sql: Sql, clusterId: number): Promise<ActiveTarget[]> {
  const rows = await sql.query(
    `select t.rule_id, t.rule_version, t.group_name, t.topic, t.broker_id, t.state, t.incident_id, e.evaluated_at
       from alert_target t join alert_evaluation e using (cluster_id) where cluster_id = $1`,
    [clusterId],
    targetRow,
  );
  return rows.map((row) => ({
    ruleId: Number(row.rule_id),
    ruleVersion: row.rule_version,
    scope: { group: row.group_name, topic: row.topic, broker: row.broker_id },
    // The instant is not written while nothing else changes: what could be told then could be told until the end.
    state: canBeTold(row.state) ? { ...row.state, seenAtMs: row.evaluated_at.getTime() } : row.state,
    incidentId: row.incident_id,
  }));
}

const canBeTold = ({ unknownFromMs, valuelessFromMs }: TargetState): boolean =>
  unknownFromMs === null && valuelessFromMs === null;

/** Nothing of it need outlive the process: it is calm, was so for as long as it matters, and can be read. */
const isForgettable = ({ state }: ActiveTarget): boolean =>
  state.phase === 'inactive' && state.resolvedAtMs === null && state.unknownFromMs === null;

/** Writes targets, and when the cluster was evaluated, under an id of this write. Throws a DatabaseError. */
export async function writeTargets(
  sql: Sql,
  clusterId: number,
  { atMs, writeId }: { atMs: number; writeId: string },
  changes: readonly TargetChange[],
): Promise<void> {
  const gone = changes.filter(({ target }) => target === null || isForgettable(target));
  const kept = changes.flatMap(({ target }) => (target === null || isForgettable(target) ? [] : [target]));
  if (gone.length > 0) {
    await sql.execute(
      `delete from alert_target t using unnest($2::int8[], $3::text[]) as g(rule_id, scope)
        where t.cluster_id = $1 and t.rule_id = g.rule_id and t.scope = g.scope`,
      [clusterId, gone.map(({ ruleId }) => ruleId), gone.map(({ scope }) => storedKey(scope))],
    );
  }
  if (kept.length > 0) {
    await sql.execute(
      `insert into alert_target (cluster_id, rule_id, scope, rule_version, group_name, topic, broker_id, state, incident_id)
       select $1, k.* from unnest($2::int8[], $3::text[], $4::int4[], $5::text[], $6::text[], $7::int4[], $8::jsonb[], $9::uuid[])
         as k(rule_id, scope, rule_version, group_name, topic, broker_id, state, incident_id)
       on conflict (cluster_id, rule_id, scope) do update set
         rule_version = excluded.rule_version, state = excluded.state, incident_id = excluded.incident_id`,
      [
        clusterId,
        kept.map(({ ruleId }) => ruleId),
        kept.map(({ scope }) => storedKey(scope)),
        kept.map(({ ruleVersion }) => ruleVersion),
        kept.map(({ scope }) => scope.group && storableText(scope.group)),
        kept.map(({ scope }) => scope.topic),
        kept.map(({ scope }) => scope.broker),
        kept.map(({ state }) => JSON.stringify(state)),
        kept.map(({ incidentId }) => incidentId),
      ],
    );
  }
  await sql.execute(
    `insert into alert_evaluation (cluster_id, evaluated_at, write_id) values ($1, $2, $3)
     on conflict (cluster_id) do update set evaluated_at = excluded.evaluated_at, write_id = excluded.write_id`,
    [clusterId, new Date(atMs), writeId],
  );
}

const storedKey = (scope: Scope): string => storableText(scopeKey(scope));
