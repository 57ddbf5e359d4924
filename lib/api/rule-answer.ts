import type { z } from 'zod';
import { ownersTold } from '#lib/alerts/hearer-warnings.ts';
import { matches } from '#lib/alerts/patterns.ts';
import type { CheckedRule } from '#lib/alerts/rule-check.ts';
import { checkRule } from '#lib/alerts/rule-check.ts';
import { ruleSentence } from '#lib/alerts/rule-words.ts';
import { knownNames } from '#lib/alerts/store/known-names.ts';
import { destinationIds } from '#lib/alerts/store/outbox.ts';
import { holdRule, type StoredRule } from '#lib/alerts/store/rules.ts';
import type { Sql } from '#lib/db/database.ts';
import type { RequestContext } from './context.ts';
import { refuseDearRule } from './pattern-prices.ts';
import { ApiProblem, invalidParameters } from './problem.ts';
import type { Rule, ruleInputSchema } from './schemas/rules.ts';

/** A rule as the API tells it; `existing` are the names of all destinations. */
export function ruleAnswer(
  { id, version: _, updatedAt, ...rule }: StoredRule,
  firing: number,
  { clusters: all, owners }: Pick<RequestContext, 'clusters' | 'owners'>,
  existing: readonly string[],
): Rule {
  const { clusters, groups, topics, condition, destinations, labels } = rule;
  return {
    ...rule,
    id: String(id),
    clusters: listed(clusters),
    groups: listed(groups),
    topics: listed(topics),
    condition,
    destinations: [...destinations],
    labels: { ...labels },
    sentence: ruleSentence(rule),
    owners: ownersTold(rule, {
      clusters: all.map(({ name }) => name).filter((name) => matches(clusters, name)),
      owners,
      destinations: existing,
    }),
    missingDestinations: destinations.filter((name) => !existing.includes(name)),
    firing,
    updatedAt: updatedAt.toISOString(),
  };
}

/** A rule as the audit log has it: what somebody wrote. */
export function auditedRule(rule: StoredRule): Omit<Rule, FoundOut> {
  const {
    id: _id,
    sentence: _sentence,
    source: _source,
    sourceFile: _file,
    owners: _owners,
    missingDestinations: _missing,
    firing: _firing,
    updatedAt: _at,
    ...written
  } = ruleAnswer(rule, 0, { clusters: [], owners: [] }, []);
  return written;
}

/** Of a rule what nobody wrote. */
type FoundOut = 'id' | 'sentence' | 'source' | 'sourceFile' | 'owners' | 'missingDestinations' | 'firing' | 'updatedAt';

const listed = ({ include, exclude }: StoredRule['groups']) => ({ include: [...include], exclude: [...exclude] });

/** The rule that a body asks for, the names of all destinations, and the teams whose it would tell. `id` is that of the rule it changes. Throws INVALID_PARAMETER with all that cannot be. */
export async function askedRule(
  { database, clusters, owners }: RequestContext,
  body: z.output<typeof ruleInputSchema>,
  id: string | null = null,
): Promise<Extract<CheckedRule, { ok: true }> & { destinations: string[]; ownersTold: string[] }> {
  const { reason: _, name, ...written } = body;
  const destinations = [...(await destinationIds(database)).keys()];
  const over = clusters.map(({ name }) => name).filter((name) => matches(written.clusters, name));
  const checked = checkRule(written, { clusters, destinations, owners, known: await knownNames(database, over) });
  if (!checked.ok) throw invalidParameters(checked.errors);
  // A rule that is checked before it is changed is known by its name.
  await refuseDearRule(database, written, (rule) => String(rule.id) !== id && rule.name !== name);
  return { ...checked, destinations, ownersTold: ownersTold(written, { clusters: over, owners, destinations }) };
}

export const ruleNotFound = (id: string): ApiProblem =>
  new ApiProblem('RULE_NOT_FOUND', `There is no rule of the id ${id}: somebody may have taken it away meanwhile`);

/** What a file has is changed there alone, or the next start would undo it. */
export function refuseOfFile({ name, source, sourceFile }: StoredRule): void {
  if (source === 'console') return;
  const detail = `"${name}" stands in ${sourceFile}: change it there and restart the collector, or make another rule here`;
  throw new ApiProblem('RULE_FROM_FILE', detail, { target: name });
}

/** What somebody changed since it was looked at is not overwritten by what was on a page before that. */
export function refuseChanged({ name, updatedAt }: StoredRule, unchangedSince: string | undefined): void {
  if (unchangedSince === undefined || updatedAt.getTime() === Date.parse(unchangedSince)) return;
  const detail = `"${name}" was changed at ${updatedAt.toISOString()}: look at what it is now, and change that`;
  throw new ApiProblem('RULE_CHANGED', detail, { target: name });
}

/** A rule of the console as it is until the end of the transaction. Throws RULE_NOT_FOUND, and RULE_FROM_FILE of one that a file has. */
export async function heldRule(sql: Sql, id: string): Promise<StoredRule> {
  const held = await holdRule(sql, id);
  if (held === null) throw ruleNotFound(id);
  refuseOfFile(held);
  return held;
}

export const ruleExists = (name: string): ApiProblem =>
  new ApiProblem('RULE_EXISTS', `There is a rule "${name}" already`, {
    errors: [{ parameter: 'name', message: 'another rule is called so: pages to the on-call name the rule' }],
  });
