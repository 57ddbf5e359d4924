import { METRICS } from '#lib/alerts/rule.ts';
import type { Rule } from '#lib/api/schemas/rules.ts';
import { formatCount } from '#lib/client/format-number.ts';

export type Metric = Rule['condition']['metric'];

/** A rule as the fields of the editor have it: text where somebody types. */
export interface RuleDraft {
  name: string;
  severity: Rule['severity'];
  enabled: boolean;
  metric: Metric;
  aggregation: Rule['condition']['aggregation'];
  clusters: string;
  notClusters: string;
  groups: string;
  notGroups: string;
  topics: string;
  notTopics: string;
  threshold: string;
  status: NonNullable<Rule['condition']['status']>;
  forSeconds: string;
  commitGaps: string;
  /** Empty: a tenth on the good side of the threshold, wherever that goes. */
  clearThreshold: string;
  keepFiringSeconds: string;
  noData: Rule['noData']['policy'];
  noDataSeconds: string;
  destinations: readonly string[];
  /** Whoever owns it is told, too. */
  tellOwner: 'yes' | 'no';
  /** Empty: it is told once. */
  repeatSeconds: string;
  /** With commas between, where somebody types them: `team=payments, tier=1`. */
  labels: string;
  runbook: string;
}

export const NEW_RULE: RuleDraft = {
  name: '',
  severity: 'error',
  enabled: true,
  metric: 'lag',
  aggregation: 'group-sum',
  clusters: '*',
  notClusters: '',
  groups: '*',
  notGroups: '',
  topics: '*',
  notTopics: '',
  threshold: '10,000',
  status: 'STALLED',
  forSeconds: '60',
  commitGaps: '0',
  clearThreshold: '',
  keepFiringSeconds: '',
  noData: 'keep',
  noDataSeconds: '120',
  destinations: [],
  tellOwner: 'yes',
  repeatSeconds: '',
  labels: '',
  runbook: '',
};

type Usual = Pick<RuleDraft, 'threshold' | 'forSeconds' | 'commitGaps'>;

/** What somebody is likely to want of a metric. */
const USUAL: Record<Metric, Usual> = {
  lag: { threshold: '10,000', forSeconds: '60', commitGaps: '0' },
  'time-lag': { threshold: '60', forSeconds: '120', commitGaps: '3' },
  status: { threshold: '', forSeconds: '60', commitGaps: '0' },
  'lag-growth': { threshold: '100', forSeconds: '300', commitGaps: '0' },
  'loss-margin': { threshold: '3,600', forSeconds: '0', commitGaps: '0' },
  'offset-expiry': { threshold: '86,400', forSeconds: '0', commitGaps: '0' },
  'no-members': { threshold: '300', forSeconds: '0', commitGaps: '0' },
  rebalances: { threshold: '10', forSeconds: '0', commitGaps: '0' },
  'offline-partitions': { threshold: '0', forSeconds: '0', commitGaps: '0' },
  'under-min-isr-partitions': { threshold: '0', forSeconds: '60', commitGaps: '0' },
  'under-replicated-partitions': { threshold: '0', forSeconds: '300', commitGaps: '0' },
  'log-truncated': { threshold: '0', forSeconds: '0', commitGaps: '0' },
  'brokers-down': { threshold: '0', forSeconds: '60', commitGaps: '0' },
  'broker-down': { threshold: '60', forSeconds: '0', commitGaps: '0' },
  'no-data': { threshold: '60', forSeconds: '0', commitGaps: '0' },
  'cluster-id-changed': { threshold: '0', forSeconds: '0', commitGaps: '0' },
};

/** What changes in a draft with its metric: the numbers of another one mean nothing to it. */
export function withMetric(metric: Metric): Partial<RuleDraft> {
  return { metric, ...USUAL[metric], aggregation: 'group-sum', clearThreshold: '' };
}

/** True where something is set that the sentence does not say, and that most rules leave as it is. */
export function isUnusual(draft: RuleDraft): boolean {
  const { clusters, notClusters, notGroups, notTopics, clearThreshold, noData, noDataSeconds } = draft;
  const { tellOwner, repeatSeconds, labels, runbook } = draft;
  const now = {
    clusters,
    notClusters,
    notGroups,
    notTopics,
    clearThreshold,
    noData,
    noDataSeconds,
    tellOwner,
    repeatSeconds,
    labels,
    runbook,
  };
  const isElsewhere = METRICS[draft.metric].over === 'groups' && draft.topics !== NEW_RULE.topics;
  return (
    isElsewhere ||
    draft.commitGaps !== USUAL[draft.metric].commitGaps ||
    Object.entries(now).some(([field, value]) => value !== Reflect.get(NEW_RULE, field))
  );
}

/** The fields of a rule that is there. */
export function draftOf(rule: Rule): RuleDraft {
  const { condition, clusters, groups, topics } = rule;
  const isStatus = condition.metric === 'status';
  return {
    name: rule.name,
    severity: rule.severity,
    enabled: rule.enabled,
    metric: condition.metric,
    aggregation: condition.aggregation,
    clusters: listText(clusters.include),
    notClusters: listText(clusters.exclude),
    groups: listText(groups.include),
    notGroups: listText(groups.exclude),
    topics: listText(topics.include),
    notTopics: listText(topics.exclude),
    threshold: isStatus ? '' : numberText(condition.threshold),
    status: condition.status ?? NEW_RULE.status,
    forSeconds: numberText(condition.forSeconds),
    commitGaps: numberText(condition.commitGaps),
    clearThreshold:
      isStatus || condition.clearThreshold === usualClear(condition.metric, condition.threshold)
        ? ''
        : numberText(condition.clearThreshold),
    keepFiringSeconds: numberText(rule.keepFiringSeconds),
    noData: rule.noData.policy,
    noDataSeconds: numberText(rule.noData.afterSeconds),
    destinations: rule.destinations,
    tellOwner: rule.tellOwner ? 'yes' : 'no',
    repeatSeconds: rule.repeatSeconds === null ? '' : numberText(rule.repeatSeconds),
    labels: labelText(rule.labels),
    runbook: rule.runbook ?? '',
  };
}

/** Where a rule begins to end unless it says so itself, by the same figures as the API. */
export const usualClear = (metric: Metric, threshold: number): number =>
  threshold * (METRICS[metric].isBelow ? 1.1 : 0.9);

/** Several names in one field. */
export const listText = (names: readonly string[]): string => names.join(', ');

/** Another rule that is as this one; its name is still to be found. */
export const draftLike = (rule: Rule): RuleDraft => ({
  ...draftOf(rule),
  name: '',
  destinations: rule.destinations.filter((name) => !rule.missingDestinations.includes(name)),
});

export const labelText = (labels: Rule['labels']): string =>
  listText(Object.entries(labels).map(([label, value]) => `${label}=${value}`));

/** A number as somebody reads and types it: `10,000`, `4.5`. */
export const numberText = (value: number): string => (Number.isSafeInteger(value) ? formatCount(value) : String(value));

/** The number that somebody typed; NaN where it is none. */
export const numberOf = (text: string): number =>
  text.trim() === '' ? Number.NaN : Number(text.replaceAll(/[,_\s]/g, ''));
