import type { Truth } from './machine.ts';
import type { Reading } from './reading.ts';
import type { Aggregation, AlertRule, MetricName } from './rule.ts';
import type { Scope } from './scope.ts';

/** What is known of an incident as it opens; the numbers are those of that poll. */
export interface IncidentFacts {
  /** "lag 80,112 on payments 1, above 10,000" */
  condition: string;
  value: number | null;
  topic: string | null;
  partition: number | null;
  /** Host of the member that holds that partition. */
  memberHost: string | null;
  /** Decimal string. */
  lag: string | null;
  timeLag: { seconds: number | null; quality: string } | null;
  status: string | null;
  lossNotBeforeMs: number | null;
  /** What the value was held against; null of what opened before that was kept. */
  limit: IncidentLimit | null;
}

/** What a value is held against. */
export interface IncidentLimit {
  metric: MetricName;
  aggregation: Aggregation;
  /** N, as it stood for the target; null of a status. */
  threshold: number | null;
}

/** Why an incident ended. */
export const RESOLUTIONS = [
  'recovered',
  'no-data',
  'no-value',
  'group-deleted',
  'topic-deleted',
  'broker-removed',
  'cluster-removed',
  'rule-changed',
  'rule-deleted',
  'rule-disabled',
] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** An incident that a poll opens, or opens again within ten minutes of its end. */
export interface IncidentOpening {
  kind: 'opened' | 'reopened';
  incidentId: string;
  rule: AlertRule;
  scope: Scope;
  atMs: number;
  sinceMs: number;
  facts: IncidentFacts;
}

export interface IncidentEnd {
  kind: 'resolved';
  incidentId: string;
  atMs: number;
  why: Resolution;
}

/** What became of incidents in one poll, in the order in which it is told. */
export type IncidentChange = IncidentOpening | IncidentEnd;

const NUMBER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** What is said of a reading beside its value. */
interface Judged {
  /** Of the group. */
  status: string | null;
  /** N, as it stands for the target. */
  fire: number;
  /** Whether the condition holds: an incident goes on while the value is not yet clear. */
  truth: Truth;
}

/** The condition in words, with what was read: "lag 80,112, above 10,000", or "lag 9,800, fires above 10,000". */
export function conditionWords(rule: AlertRule, reading: Reading, { status, fire, truth }: Judged): string {
  const { condition } = rule;
  const on = placeWords(reading);
  const bound = reading.isBound && !Number.isNaN(reading.value) ? 'at least ' : '';
  const value = NUMBER.format(reading.value);
  const limit = NUMBER.format(fire);
  const fires = truth === 'true' ? '' : 'fires ';
  switch (condition.metric) {
    case 'lag':
      return `lag ${bound}${value}${on}, ${fires}above ${limit}`;
    case 'time-lag':
      return `${bound}${value} s behind${on}, ${fires}above ${limit} s`;
    case 'status':
      return `status ${status ?? 'unknown'}, ${fires === '' ? 'at least' : 'fires at'} ${condition.status ?? '?'}`;
    case 'lag-growth':
      return `lag${on} grows by ${value}/s, ${fires}above ${limit}/s`;
    case 'offset-expiry':
      return reading.value <= 0
        ? 'its committed offsets may expire at any moment'
        : `its committed offsets may expire in ${value} s, ${fires}below ${limit} s`;
    case 'no-members':
      return `no members for ${value} s, ${fires}above ${limit} s`;
    case 'rebalances':
      return `rebalanced at least ${counted(reading.value, 'time')} in the last hour, ${fires}above ${limit}`;
    case 'loss-margin':
      return reading.value <= 0
        ? `unread data${on} may be deleted at any moment`
        : `unread data${on} may be deleted in ${value} s, ${fires}below ${limit} s`;
    case 'offline-partitions':
      return `${counted(reading.value, 'offline partition')}${on}, ${fires}above ${limit}`;
    case 'under-min-isr-partitions':
      return `${counted(reading.value, 'partition')} under min ISR${on}, ${fires}above ${limit}`;
    case 'under-replicated-partitions':
      return `${counted(reading.value, 'under-replicated partition')}${on}, ${fires}above ${limit}`;
    case 'log-truncated':
      return reading.value > 0
        ? `log of ${counted(reading.value, 'partition')}${on} truncated`
        : `no log${on} truncated`;
    case 'cluster-id-changed':
      return reading.value > 0 ? 'another cluster answers at its address' : 'the right cluster answers at its address';
    case 'brokers-down':
      return `${counted(reading.value, 'broker')} down, ${fires}above ${limit}`;
    case 'broker-down':
      return reading.value > 0 ? `down for ${value} s, ${fires}above ${limit} s` : `up, ${fires}above ${limit} s`;
    case 'no-data':
      return `no data for ${value} s, ${fires}above ${limit} s`;
  }
}

const counted = (count: number, what: string): string => `${NUMBER.format(count)} ${what}${count === 1 ? '' : 's'}`;

function placeWords({ topic, partition }: Reading): string {
  if (topic === null) return '';
  return partition === null ? ` on ${topic}` : ` on ${topic}/${partition}`;
}
