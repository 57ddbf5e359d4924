import type { Rule, RuleInput } from '#lib/api/schemas/rules.ts';
import { labelText, listText, numberOf, type RuleDraft } from './rule-draft.ts';

/** Names that a rule has already, or is to have. */
export type NamesBefore = Pick<Rule, 'clusters' | 'groups' | 'topics' | 'labels'>;

/**
 * What the API is asked for. What is no number goes as it is: the API says at the field what is wrong with it. `before` is the rule
 * as it was: names may have commas in them, so what nobody touched is not read back from its text.
 */
export function ruleInput(draft: RuleDraft, before: NamesBefore | null, reason: string): RuleInput {
  const isStatus = draft.metric === 'status';
  return {
    name: draft.name,
    severity: draft.severity,
    enabled: draft.enabled,
    clusters: {
      include: patterns(draft.clusters, before?.clusters.include),
      exclude: listed(draft.notClusters, before?.clusters.exclude),
    },
    groups: {
      include: patterns(draft.groups, before?.groups.include),
      exclude: listed(draft.notGroups, before?.groups.exclude),
    },
    topics: {
      include: patterns(draft.topics, before?.topics.include),
      exclude: listed(draft.notTopics, before?.topics.exclude),
    },
    condition: {
      metric: draft.metric,
      ...(isStatus ? { status: draft.status } : { threshold: numberOf(draft.threshold) }),
      ...(isStatus || isEmpty(draft.clearThreshold) ? {} : { clearThreshold: numberOf(draft.clearThreshold) }),
      forSeconds: numberOf(draft.forSeconds),
      aggregation: draft.aggregation,
      commitGaps: draft.metric === 'time-lag' ? numberOf(draft.commitGaps) : 0,
    },
    ...(isEmpty(draft.keepFiringSeconds) ? {} : { keepFiringSeconds: numberOf(draft.keepFiringSeconds) }),
    noData: { policy: draft.noData, afterSeconds: numberOf(draft.noDataSeconds) },
    destinations: [...draft.destinations],
    tellOwner: draft.tellOwner === 'yes',
    repeatSeconds: isEmpty(draft.repeatSeconds) ? null : numberOf(draft.repeatSeconds),
    labels: labelsOf(draft.labels, before?.labels),
    runbook: isEmpty(draft.runbook) ? null : draft.runbook.trim(),
    reason,
  };
}

/** A rule as it is, but switched on or off. */
export function switchedRule(rule: Rule, reason: string): RuleInput {
  const { id: _, sentence: _sentence, firing: _firing, updatedAt: _at, condition, ...told } = rule;
  const { source: _source, sourceFile: _file, missingDestinations: _missing, owners: _owners, ...written } = told;
  const { operator: _operator, threshold, status, clearThreshold, ...rest } = condition;
  const limits = status === null ? { threshold, clearThreshold } : { status };
  return { ...written, condition: { ...rest, ...limits }, enabled: !rule.enabled, reason };
}

const isEmpty = (text: string): boolean => text.trim() === '';

/** Up to a comma, but those of a regular expression: it ends with a slash that a comma follows, or nothing does. */
const ONE_NAME = /\/[^\n]*?\/(?=\s*(?:[,\n]|$))|[^\s,][^,\n]*/g;

/** The names that somebody typed with commas between. */
export const namesIn = (text: string): string[] => [...text.matchAll(ONE_NAME)].map(([one]) => one.trim());

/** The names in a text; where nobody touched it those before, as names may have commas in them. */
export function listed(text: string, before: readonly string[] = []): string[] {
  return text === listText(before) ? [...before] : namesIn(text);
}

/** Patterns of names in a text: nothing stands for all. */
export function patterns(text: string, before?: readonly string[]): string[] {
  const names = listed(text, before);
  return names.length === 0 ? ['*'] : names;
}

/** The labels in a text. One without a value goes as it is: the API says what a label may be called. */
export function labelsOf(text: string, before: Rule['labels'] = {}): Rule['labels'] {
  if (text === labelText(before)) return before;
  return Object.fromEntries(
    namesIn(text).map((one) => {
      const [label = '', ...value] = one.split('=');
      return [label.trim(), value.join('=').trim()];
    }),
  );
}
