import type { Rule, RuleInput } from '#lib/api/schemas/rules.ts';

export type Metric = Rule['condition']['metric'];

/** A rule as the fields of the editor have it: text where somebody types. */
export interface RuleDraft {
  name: string;
  severity: Rule['severity'];
  enabled: boolean;
  metric: Metric;
  aggregation: Rule['condition']['aggregation'];
  clusters: string;
  groups: string;
  notGroups: string;
  topics: string;
  threshold: string;
  status: NonNullable<Rule['condition']['status']>;
  forSeconds: string;
  commitGaps: string;
  clearThreshold: string;
  keepFiringSeconds: string;
  noData: Rule['noData']['policy'];
  destinations: readonly string[];
  runbook: string;
}

export const NEW_RULE: RuleDraft = {
  name: '',
  severity: 'error',
  enabled: true,
  metric: 'lag',
  aggregation: 'group-sum',
  clusters: '*',
  groups: '*',
  notGroups: '',
  topics: '*',
  threshold: '10000',
  status: 'STALLED',
  forSeconds: '60',
  commitGaps: '3',
  clearThreshold: '',
  keepFiringSeconds: '',
  noData: 'keep',
  destinations: [],
  runbook: '',
};

/** What somebody is likely to want of a metric. */
export const USUAL: Record<Metric, Pick<RuleDraft, 'threshold' | 'forSeconds'>> = {
  lag: { threshold: '10000', forSeconds: '60' },
  'time-lag': { threshold: '60', forSeconds: '120' },
  status: { threshold: '', forSeconds: '60' },
  'loss-margin': { threshold: '3600', forSeconds: '0' },
  'offline-partitions': { threshold: '0', forSeconds: '0' },
  'under-min-isr-partitions': { threshold: '0', forSeconds: '60' },
  'brokers-down': { threshold: '0', forSeconds: '60' },
  'no-data': { threshold: '60', forSeconds: '0' },
};

/** What a metric is over: which slots its sentence has. */
export const OVER: Record<Metric, 'groups' | 'topics' | 'cluster'> = {
  lag: 'groups',
  'time-lag': 'groups',
  status: 'groups',
  'loss-margin': 'groups',
  'offline-partitions': 'topics',
  'under-min-isr-partitions': 'topics',
  'brokers-down': 'cluster',
  'no-data': 'cluster',
};

/** The fields of a rule that is there. */
export function draftOf(rule: Rule): RuleDraft {
  const { condition, clusters, groups, topics } = rule;
  return {
    name: rule.name,
    severity: rule.severity,
    enabled: rule.enabled,
    metric: condition.metric,
    aggregation: condition.aggregation,
    clusters: clusters.include.join(', '),
    groups: groups.include.join(', '),
    notGroups: groups.exclude.join(', '),
    topics: topics.include.join(', '),
    threshold: condition.metric === 'status' ? '' : String(condition.threshold),
    status: condition.status ?? NEW_RULE.status,
    forSeconds: String(condition.forSeconds),
    commitGaps: String(condition.commitGaps),
    clearThreshold: condition.metric === 'status' ? '' : String(condition.clearThreshold),
    keepFiringSeconds: String(rule.keepFiringSeconds),
    noData: rule.noData.policy,
    destinations: rule.destinations,
    runbook: rule.runbook ?? '',
  };
}

/**
 * What the API is asked for. What is no number goes as it is: the API says at the field what is wrong with it. `before`: what the
 * editor has no field for stays.
 */
export function ruleOf(draft: RuleDraft, before: Rule | null, reason: string): RuleInput {
  const isStatus = draft.metric === 'status';
  return {
    name: draft.name,
    severity: draft.severity,
    enabled: draft.enabled,
    clusters: { include: patterns(draft.clusters), exclude: before?.clusters.exclude ?? [] },
    groups: { include: patterns(draft.groups), exclude: listed(draft.notGroups) },
    topics: { include: patterns(draft.topics), exclude: before?.topics.exclude ?? [] },
    condition: {
      metric: draft.metric,
      ...(isStatus ? { status: draft.status } : { threshold: number(draft.threshold) }),
      ...(isStatus || draft.clearThreshold.trim() === '' ? {} : { clearThreshold: number(draft.clearThreshold) }),
      forSeconds: number(draft.forSeconds),
      aggregation: draft.metric === 'lag' ? draft.aggregation : 'group-sum',
      commitGaps: draft.metric === 'time-lag' ? number(draft.commitGaps) : 0,
    },
    ...(draft.keepFiringSeconds.trim() === '' ? {} : { keepFiringSeconds: number(draft.keepFiringSeconds) }),
    noData: { policy: draft.noData, afterSeconds: before?.noData.afterSeconds ?? 120 },
    destinations: [...draft.destinations],
    labels: before?.labels ?? {},
    runbook: draft.runbook.trim() === '' ? null : draft.runbook.trim(),
    reason,
  };
}

const listed = (text: string): string[] =>
  text
    .split(/[,\n]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** Nothing stands for all. */
const patterns = (text: string): string[] => (listed(text).length === 0 ? ['*'] : listed(text));

/** NaN becomes null on its way, which is refused at the field. */
const number = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.replaceAll(/[,_\s]/g, '')));
