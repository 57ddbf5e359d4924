import { alertsPage } from '#lib/client/routes.ts';
import { patternOf } from '../pattern-of.ts';
import { NEW_RULE, numberText, type RuleDraft, withMetric } from './rule-draft.ts';
import type { NamesBefore } from './rule-input.ts';

/** The rule that somebody wants who comes from the charts of a group. */
export interface RuleWish {
  cluster: string;
  group: string;
  metric: 'lag' | 'time-lag';
  /** Null: what is usual of the metric. */
  threshold: number | null;
}

export const WISHED_METRICS = ['lag', 'time-lag'] as const satisfies readonly RuleWish['metric'][];
/** The most that the API takes. */
const LONGEST_NAME = 100;

/** The page on which that rule is made. */
export function wishedRulePage({ cluster, group, metric, threshold }: RuleWish): string {
  const search = new URLSearchParams({ tab: 'rules', rule: 'new', group, metric });
  if (threshold !== null) search.set('threshold', String(threshold));
  return `${alertsPage(cluster)}?${search}`;
}

/** What that rule has beside lists of names; those are in `wishedNames`, as names may have commas in them. */
export function wishedDraft(wish: RuleWish): RuleDraft {
  const { clusters, groups } = wishedNames(wish);
  return {
    ...NEW_RULE,
    ...withMetric(wish.metric),
    ...(wish.threshold !== null && { threshold: numberText(wish.threshold) }),
    name: `${wish.group} behind`.slice(-LONGEST_NAME),
    clusters: clusters.include.join(', '),
    groups: groups.include.join(', '),
  };
}

/** The names of that rule as they are. */
export function wishedNames({ cluster, group }: RuleWish): NamesBefore {
  const only = (pattern: string) => ({ include: [pattern], exclude: [] });
  return { clusters: only(cluster), groups: only(patternOf(group)), topics: only('*'), labels: {} };
}
