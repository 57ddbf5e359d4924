import { METRICS, type Metric, type NamePatterns, type RuleCondition } from './rule.ts';

const NUMBER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

/** What is counted by its own name needs no unit. */
const UNITS: Record<Metric['unit'], string> = {
  messages: ' messages',
  'messages/s': ' messages/s',
  seconds: ' s',
  status: '',
  partitions: '',
  brokers: '',
  times: '',
};

/** What a rule says, as one sentence without its destinations: "When lag of groups payments-* stays above 10,000 messages for 60 s". */
export function ruleSentence({
  condition,
  groups,
  topics,
}: {
  condition: RuleCondition;
  groups: NamePatterns;
  topics: NamePatterns;
}): string {
  if (condition.metric === 'cluster-id-changed') return 'When another cluster answers at the address of this one';
  if (condition.metric === 'log-truncated' && condition.threshold === 0) {
    return `When a log of ${patternWords('topic', topics)} is truncated`;
  }
  const subject = `${METRICS[condition.metric].words} of ${overWords(condition, groups, topics)}`;
  const lasting = condition.forSeconds === 0 ? '' : ` for ${NUMBER.format(condition.forSeconds)} s`;
  return `When ${subject} ${limitWords(condition)}${lasting}`;
}

function overWords({ metric, aggregation }: RuleCondition, groups: NamePatterns, topics: NamePatterns): string {
  const { over } = METRICS[metric];
  if (over === 'cluster') return 'the cluster';
  if (over === 'brokers') return 'any broker';
  if (over === 'topics') return patternWords('topic', topics);
  const of = patternWords('group', groups);
  const isPart = topics.include.includes('*') && topics.exclude.length === 0;
  const on = isPart ? '' : ` on ${patternWords('topic', topics)}`;
  if (metric === 'lag' && aggregation === 'worst-partition') return `any partition of ${of}${on}`;
  return aggregation === 'per-topic' ? `any topic of ${of}${on}` : `${of}${on}`;
}

function patternWords(what: string, { include, exclude }: NamePatterns): string {
  const some = include.includes('*') ? `any ${what}` : `${what}s ${include.join(', ')}`;
  return exclude.length === 0 ? some : `${some} but ${exclude.join(', ')}`;
}

function limitWords({ metric, operator, threshold, status }: RuleCondition): string {
  if (metric === 'status') return `is at least ${status ?? '?'}`;
  const { unit } = METRICS[metric];
  const limit = NUMBER.format(threshold) + UNITS[unit];
  return operator === '>' ? `stays above ${limit}` : `falls below ${limit}`;
}
