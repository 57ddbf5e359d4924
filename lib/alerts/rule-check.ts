import type { Owner } from '#lib/config/owners.ts';
import { matches } from './patterns.ts';
import { type AlertRule, METRICS, type MetricName, type RuleCondition } from './rule.ts';
import type { RuleDefinition } from './rule-schema.ts';
import { type KnownNames, type RuleWarning, warningsOf } from './rule-warnings.ts';

/** A rule as somebody wrote it: what is left out is up to us. */
export interface WrittenRule extends Omit<RuleDefinition, 'condition' | 'keepFiringSeconds'> {
  condition: {
    metric: MetricName;
    threshold?: number | undefined;
    status?: NonNullable<RuleCondition['status']> | undefined;
    forSeconds: number;
    clearThreshold?: number | undefined;
    aggregation: RuleCondition['aggregation'];
    commitGaps: number;
  };
  keepFiringSeconds?: number | undefined;
}

/** What a rule is checked against. */
export interface Surroundings {
  clusters: readonly { name: string; pollIntervalMs: number }[];
  destinations: readonly string[];
  /** Who is told besides; left out where nobody asks for warnings. */
  owners?: readonly Owner[];
  /** What there is on those clusters that the rule is over; left out where nobody looked. */
  known?: KnownNames | null;
}

export interface FieldError {
  parameter: string;
  message: string;
}

export type CheckedRule =
  | { ok: true; definition: RuleDefinition; warnings: RuleWarning[] }
  | { ok: false; errors: FieldError[] };

/** A rule that is below fires again where another would still be open. */
const CLEAR_SHARE = { '>': 0.9, '<': 1.1 };
const LEAST_KEEP_FIRING_S = 60;
const POLLS_TO_KEEP_FIRING = 3;

/** The whole rule out of what somebody wrote, with what is perhaps not meant; or what cannot be, at the field where it stands. */
export function checkRule(written: WrittenRule, around: Surroundings): CheckedRule {
  const errors = [...conditionErrors(written.condition), ...destinationErrors(written, around)];
  if (errors.length > 0) return { ok: false, errors };
  const polled = around.clusters.filter(({ name }) => matches(written.clusters, name));
  const slowestMs = Math.max(0, ...polled.map(({ pollIntervalMs }) => pollIntervalMs));
  const { metric, threshold = 0, status = null, clearThreshold, ...rest } = written.condition;
  const operator = operatorOf(metric);
  const definition: RuleDefinition = {
    ...written,
    condition: {
      ...rest,
      metric,
      operator,
      threshold,
      status,
      clearThreshold: clearThreshold ?? threshold * CLEAR_SHARE[operator],
    },
    keepFiringSeconds:
      written.keepFiringSeconds ?? Math.max(LEAST_KEEP_FIRING_S, (POLLS_TO_KEEP_FIRING * slowestMs) / 1000),
  };
  return {
    ok: true,
    definition,
    warnings: warningsOf(definition, {
      clusters: polled.length,
      slowestMs,
      known: around.known ?? null,
      hearers: {
        clusters: polled.map(({ name }) => name),
        owners: around.owners ?? [],
        destinations: around.destinations,
      },
    }),
  };
}

export const operatorOf = (metric: MetricName): RuleCondition['operator'] => (METRICS[metric].isBelow ? '<' : '>');

function conditionErrors({ aggregation, ...condition }: WrittenRule['condition']): FieldError[] {
  const errors = limitErrors(condition);
  if (!METRICS[condition.metric].isOfWholeGroup || aggregation === 'group-sum') return errors;
  const message = `is of a group as a whole, not of ${aggregation === 'per-topic' ? 'its topics' : 'its partitions'}`;
  return [...errors, { parameter: 'condition.aggregation', message: `${condition.metric} ${message}: leave it out` }];
}

function limitErrors({
  metric,
  threshold,
  status,
  clearThreshold,
}: Omit<WrittenRule['condition'], 'aggregation'>): FieldError[] {
  if (metric === 'status') {
    return [
      ...(status === undefined
        ? [{ parameter: 'condition.status', message: 'must be given: the status from which on it fires' }]
        : []),
      ...(status === 'NO_DATA'
        ? [{ parameter: 'condition.status', message: 'is no degree of trouble: the no-data policy is for that' }]
        : []),
      ...(threshold === undefined
        ? []
        : [{ parameter: 'condition.threshold', message: 'means nothing of a status: leave it out' }]),
    ];
  }
  if (threshold === undefined) return [{ parameter: 'condition.threshold', message: 'must be given' }];
  if (status !== undefined) {
    return [{ parameter: 'condition.status', message: `means nothing of ${metric}: leave it out` }];
  }
  if (clearThreshold === undefined) return [];
  const isBeyond = operatorOf(metric) === '>' ? clearThreshold > threshold : clearThreshold < threshold;
  const side = operatorOf(metric) === '>' ? 'at most' : 'at least';
  return isBeyond
    ? [{ parameter: 'condition.clearThreshold', message: `must be ${side} the threshold, or nothing would ever end` }]
    : [];
}

function destinationErrors({ destinations }: WrittenRule, around: Surroundings): FieldError[] {
  return destinations
    .filter((name) => !around.destinations.includes(name))
    .map((name) => ({ parameter: 'destinations', message: `there is no destination "${name}": make it first` }));
}

/** Whether a change of a rule is one of what makes it fire, or of what it is over. */
export function beginsAnew(
  before: Pick<AlertRule, 'condition' | 'clusters' | 'groups' | 'topics'>,
  after: RuleDefinition,
): boolean {
  const { condition, clusters, groups, topics } = before;
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  return (
    Object.entries(after.condition).some(([key, value]) => Reflect.get(condition, key) !== value) ||
    ![
      [clusters, after.clusters],
      [groups, after.groups],
      [topics, after.topics],
    ].every(([one, other]) => same(one, other))
  );
}
