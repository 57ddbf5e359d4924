import { allowed, INSTALLATION } from '#lib/access/allowed.ts';
import type { Principal } from '#lib/access/principal.ts';
import { matches } from '#lib/alerts/patterns.ts';
import { readRules, type StoredRule } from '#lib/alerts/store/rules.ts';
import type { RequestContext } from './context.ts';

/** The rules that somebody may know of, by name; `seesAll` where there are no others. */
export async function visibleRules(
  { database, clusters }: Pick<RequestContext, 'database' | 'clusters'>,
  principal: Principal,
): Promise<{ rules: StoredRule[]; seesAll: boolean }> {
  const all = await readRules(database);
  const seesAll = allowed(principal, { role: 'viewer' }, INSTALLATION);
  // What is over other clusters alone names groups that are nobody's business here.
  const rules = all.filter((rule) => seesAll || clusters.some(({ name }) => matches(rule.clusters, name)));
  return { rules, seesAll };
}
