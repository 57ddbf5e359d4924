import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { type RuleDefinition, ruleDefinitionSchema } from '../rule-schema.ts';
import { holdRevision, RULE_SOURCES } from './rules.ts';

const keptRow = z
  .object({
    id: z.string(),
    name: z.string(),
    version: z.int(),
    source: z.enum(RULE_SOURCES),
    sourceFile: z.string().nullable(),
    definition: ruleDefinitionSchema.nullable().catch(null),
  })
  .transform((row): KeptRule => row);

/** A rule as it is before a file is looked at. */
export interface KeptRule {
  id: string;
  name: string;
  version: number;
  source: (typeof RULE_SOURCES)[number];
  sourceFile: string | null;
  /** Null: a later version wrote it, and this one cannot read it. */
  definition: RuleDefinition | null;
}

/** All rules, held until the end of the transaction: nobody changes one, and no other process looks at its file. Throws a DatabaseError. */
export async function holdRules(sql: Sql): Promise<KeptRule[]> {
  await holdRevision(sql);
  return sql.query(
    `select id::text, name, version, definition, source, source_file as "sourceFile" from alert_rule order by name`,
    [],
    keptRow,
  );
}

/** From now on the rule is changed in this file alone. Throws a DatabaseError. */
export async function putInFile(sql: Sql, id: string, file: string): Promise<void> {
  await sql.execute(`update alert_rule set source = 'file', source_file = $2 where id = $1`, [id, file]);
}
