import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import type { AlertRule } from '../rule.ts';
import { type RuleDefinition, ruleDefinitionSchema } from '../rule-schema.ts';

/** A rule with where it is changed, and when that was last. */
export interface StoredRule extends AlertRule {
  source: RuleSource;
  /** The file in which it stands; null for one of the console. */
  sourceFile: string | null;
  updatedAt: Date;
}

/** What a file lists is changed there alone. */
export const RULE_SOURCES = ['console', 'file'] as const;
export type RuleSource = (typeof RULE_SOURCES)[number];

const rowSchema = z
  .object({
    id: z.bigint(),
    name: z.string(),
    version: z.int(),
    // What a later version wrote and this one cannot read is no rule here: it must not keep polls from being written.
    definition: ruleDefinitionSchema.nullable().catch(null),
    source: z.enum(RULE_SOURCES),
    source_file: z.string().nullable(),
    updated_at: z.date(),
  })
  .transform(({ id, definition, source_file: sourceFile, updated_at: updatedAt, ...row }): StoredRule | null =>
    definition === null ? null : { id: Number(id), ...row, ...definition, sourceFile, updatedAt },
  );

const COLUMNS = 'id, name, version, definition, source, source_file, updated_at';

/** All rules by name. Throws a DatabaseError. */
export async function readRules(sql: Sql): Promise<StoredRule[]> {
  const rows = await sql.query(`select ${COLUMNS} from alert_rule order by name`, [], rowSchema);
  return rows.filter((rule) => rule !== null);
}

/** One rule; null without. Throws a DatabaseError. */
export async function findRule(sql: Sql, id: string): Promise<StoredRule | null> {
  const [rule] = await sql.query(`select ${COLUMNS} from alert_rule where id = $1`, [id], rowSchema);
  return rule ?? null;
}

/** One rule as it is until the end of the transaction: nobody changes it meanwhile. Null without. Throws a DatabaseError. */
export async function holdRule(sql: Sql, id: string): Promise<StoredRule | null> {
  await holdRevision(sql);
  return findRule(sql, id);
}

/** Keeps a new rule. Throws a DatabaseError, of a name that is taken a unique violation. */
export async function insertRule(sql: Sql, name: string, definition: RuleDefinition): Promise<StoredRule> {
  await raiseRevision(sql);
  const [rule] = await sql.query(
    `insert into alert_rule (name, definition) values ($1, $2) returning ${COLUMNS}`,
    [name, JSON.stringify(definition)],
    rowSchema,
  );
  if (!rule) throw new Error('a new rule is not there');
  return rule;
}

/** Changes a rule; its targets begin anew where `beginsAnew`. Null where it is gone. Throws as insertRule. */
export async function updateRule(
  sql: Sql,
  id: string,
  { name, definition, beginsAnew }: { name: string; definition: RuleDefinition; beginsAnew: boolean },
): Promise<StoredRule | null> {
  await raiseRevision(sql);
  const [rule] = await sql.query(
    `update alert_rule set name = $2, definition = $3, version = version + $4, updated_at = now()
      where id = $1 returning ${COLUMNS}`,
    [id, name, JSON.stringify(definition), beginsAnew ? 1 : 0],
    rowSchema,
  );
  return rule ?? null;
}

/** Takes a rule away; false where it is gone already. Throws a DatabaseError. */
export async function deleteRule(sql: Sql, id: string): Promise<boolean> {
  await raiseRevision(sql);
  return (await sql.execute('delete from alert_rule where id = $1', [id])) > 0;
}

/**
 * Tells the engine to read anew what people change: rules, destinations, silences, who looks at what. Each such transaction begins with
 * this, or with `holdRevision`: where all take one lock before any other, no two of them wait for each other.
 */
export async function raiseRevision(sql: Sql): Promise<void> {
  await sql.execute('update alert_revision set revision = revision + 1');
}

/** Keeps everybody else from changing any of that until the end of the transaction. Throws a DatabaseError. */
export async function holdRevision(sql: Sql): Promise<void> {
  await sql.execute('select from alert_revision for update');
}

const revisionSchema = z.object({ revision: z.bigint() });

/** Rises with every such change. */
export async function readRevision(sql: Sql): Promise<bigint> {
  const [row] = await sql.query('select revision from alert_revision', [], revisionSchema);
  return row?.revision ?? 0n;
}
