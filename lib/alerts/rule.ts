import type { Status } from '#lib/lag/status/status.ts';

/** What a rule looks at; the unit of its threshold stands in METRICS. */
export const METRIC_NAMES = [
  'lag',
  'time-lag',
  'status',
  'lag-growth',
  'loss-margin',
  'offset-expiry',
  'no-members',
  'rebalances',
  'offline-partitions',
  'under-min-isr-partitions',
  'under-replicated-partitions',
  'log-truncated',
  'brokers-down',
  'broker-down',
  'no-data',
  'cluster-id-changed',
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

/** How the partitions of a group come to one value. */
export const AGGREGATIONS = ['worst-partition', 'group-sum', 'per-topic'] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

export const RULE_SEVERITIES = ['critical', 'error', 'warning', 'info'] as const;
export type RuleSeverity = (typeof RULE_SEVERITIES)[number];

/** What becomes of a target nobody can read any more. */
export const NO_DATA_POLICIES = ['keep', 'alert', 'resolve'] as const;
export type NoDataPolicy = (typeof NO_DATA_POLICIES)[number];

/** Patterns of names (patterns.ts): one of `include` must match, and none of `exclude`. */
export interface NamePatterns {
  include: readonly string[];
  exclude: readonly string[];
}

/** What makes it fire, and end. Another one of these begins every target of the rule anew. */
export interface RuleCondition {
  metric: MetricName;
  operator: '>' | '<';
  /** Messages, seconds, partitions, brokers; of the metric `status` it means nothing. */
  threshold: number;
  /** Of the metric `status`: that bad, or worse. */
  status: Status | null;
  /** K. */
  forSeconds: number;
  /** At or on the good side of it a firing rule begins to end. */
  clearThreshold: number;
  aggregation: Aggregation;
  /** Of `time-lag`: the threshold is never below so many median commit gaps of the group; 0: it stands as it is. */
  commitGaps: number;
}

export interface AlertRule {
  id: number;
  name: string;
  severity: RuleSeverity;
  enabled: boolean;
  clusters: NamePatterns;
  groups: NamePatterns;
  topics: NamePatterns;
  condition: RuleCondition;
  /** How long the value must have stayed on the good side. */
  keepFiringSeconds: number;
  noData: { policy: NoDataPolicy; afterSeconds: number };
  /** Names of destinations. */
  destinations: readonly string[];
  /** The destination of whoever owns it is told, too (lib/alerts/owner.ts). */
  tellOwner: boolean;
  /** How often it is said once more that an incident is open, until somebody acknowledges it; null: never. */
  repeatSeconds: number | null;
  labels: Readonly<Record<string, string>>;
  runbook: string | null;
  /** Rises with each change of the condition, or of what it is over: targets of another version begin anew. */
  version: number;
}

/** What one metric is called, and over what. */
export interface Metric {
  /** As it stands in a sentence: "lag above 10,000 messages". */
  words: string;
  unit: 'messages' | 'messages/s' | 'seconds' | 'status' | 'partitions' | 'brokers' | 'times';
  over: 'groups' | 'topics' | 'brokers' | 'cluster';
  /** Less of it is worse. */
  isBelow?: true;
  /** It is of a group as a whole: patterns of topics mean nothing to it. */
  isOfWholeGroup?: true;
}

export const METRICS: Record<MetricName, Metric> = {
  lag: { words: 'lag', unit: 'messages', over: 'groups' },
  'time-lag': { words: 'time behind', unit: 'seconds', over: 'groups' },
  status: { words: 'status', unit: 'status', over: 'groups' },
  'lag-growth': { words: 'growth of lag', unit: 'messages/s', over: 'groups' },
  'loss-margin': { words: 'time until unread data is deleted', unit: 'seconds', over: 'groups', isBelow: true },
  'offset-expiry': {
    words: 'time until committed offsets expire',
    unit: 'seconds',
    over: 'groups',
    isBelow: true,
    isOfWholeGroup: true,
  },
  'no-members': { words: 'time without members', unit: 'seconds', over: 'groups', isOfWholeGroup: true },
  rebalances: { words: 'rebalances an hour', unit: 'times', over: 'groups', isOfWholeGroup: true },
  'offline-partitions': { words: 'offline partitions', unit: 'partitions', over: 'topics' },
  'under-min-isr-partitions': { words: 'partitions under min ISR', unit: 'partitions', over: 'topics' },
  'under-replicated-partitions': { words: 'under-replicated partitions', unit: 'partitions', over: 'topics' },
  'log-truncated': { words: 'truncated logs', unit: 'partitions', over: 'topics' },
  'brokers-down': { words: 'brokers down', unit: 'brokers', over: 'cluster' },
  'broker-down': { words: 'downtime', unit: 'seconds', over: 'brokers' },
  'no-data': { words: 'time without data', unit: 'seconds', over: 'cluster' },
  'cluster-id-changed': { words: 'another cluster at the address', unit: 'times', over: 'cluster' },
};
