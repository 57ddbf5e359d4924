import { severityTone } from '#components/alerts/incident-words.ts';
import type { ChartLimit } from '#components/charts/limits.ts';
import type { Rule } from '#lib/api/schemas/rules.ts';
import type { LagSeries } from '#lib/api/schemas/series.ts';

export type Split = 'total' | 'topic' | 'partition';

/** What a chart of lag shows. */
export interface ShownLag {
  unit: LagSeries['unit'];
  split: Split;
  /** Of the topic that commits least often. */
  commitGapMs: number | null;
}

const METRIC = { messages: 'lag', seconds: 'time-lag' } as const;
/** What each line of a chart is then, a rule must count as one. */
const SPLIT_OF: Record<Rule['condition']['aggregation'], Split> = {
  'group-sum': 'total',
  'per-topic': 'topic',
  'worst-partition': 'partition',
};

export interface RuleLimits {
  limits: ChartLimit[];
  /** Rules over the same lag, of which the lines of this chart are not what is held against their threshold. */
  others: { name: string; split: Split | 'some topics' }[];
}

/** The thresholds of rules that are switched on, as far as they are for what a chart of lag shows. */
export function ruleLimits(rules: readonly Rule[], { unit, split, commitGapMs }: ShownLag): RuleLimits {
  const mine = rules.filter(({ enabled, condition }) => enabled && condition.metric === METRIC[unit]);
  const splitOf = (rule: Rule) =>
    splitOfRule(rule) === 'total' && !isOverAllTopics(rule) ? ('some topics' as const) : splitOfRule(rule);
  return {
    limits: mine
      .filter((rule) => splitOf(rule) === split)
      .map((rule) => ({
        key: rule.id,
        label: rule.name,
        value: thresholdOf(rule, commitGapMs),
        tone: severityTone(rule.severity),
      })),
    others: mine.filter((rule) => splitOf(rule) !== split).map((rule) => ({ name: rule.name, split: splitOf(rule) })),
  };
}

/** Of several partitions a group is as far behind in time as the worst: there is no other sum. */
const splitOfRule = ({ condition: { metric, aggregation } }: Rule): Split =>
  metric === 'time-lag' && aggregation === 'worst-partition' ? 'total' : SPLIT_OF[aggregation];

const isOverAllTopics = ({ topics }: Rule): boolean => topics.include.includes('*') && topics.exclude.length === 0;

/** N as it stands for this group: a time lag is never told finer than it commits. */
const thresholdOf = ({ condition: { threshold, commitGaps } }: Rule, commitGapMs: number | null): number =>
  Math.max(threshold, (commitGaps * (commitGapMs ?? 0)) / 1000);
