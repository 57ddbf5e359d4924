import {
  budgetError,
  MOST_OF_RULES,
  MOST_OF_SILENCES,
  matcherFields,
  patternFields,
  priceOf,
} from '#lib/alerts/pattern-budget.ts';
import type { SilenceMatchers } from '#lib/alerts/silence.ts';
import { readRules, type StoredRule } from '#lib/alerts/store/rules.ts';
import { readSilences } from '#lib/alerts/store/silences.ts';
import type { Sql } from '#lib/db/database.ts';
import { invalidParameters } from './problem.ts';

/** Refuses a rule whose regular expressions are too much with those of the others: names are held against all of them. */
export async function refuseDearRule(
  sql: Sql,
  rule: Pick<StoredRule, 'clusters' | 'groups' | 'topics'>,
  isOther: (kept: StoredRule) => boolean,
): Promise<void> {
  const asked = patternFields(rule);
  if (priceOf(asked) === 0) return;
  const kept = (await readRules(sql)).filter(isOther).map(patternFields);
  const error = budgetError(asked, { most: MOST_OF_RULES, kept, what: 'rules' });
  if (error !== null) throw invalidParameters([error]);
}

/** The same of a silence, with those that are not over at that instant: every incident is held against all of them. */
export async function refuseDearSilence(
  sql: Sql,
  matchers: Pick<SilenceMatchers, 'rules' | 'groups' | 'topics'>,
  now: Date,
): Promise<void> {
  const asked = matcherFields(matchers);
  if (priceOf(asked) === 0) return;
  const kept = (await readSilences(sql, now)).map((silence) => matcherFields(silence.matchers));
  const error = budgetError(asked, { most: MOST_OF_SILENCES, kept, what: 'silences' });
  if (error !== null) throw invalidParameters([error]);
}
