import { STATUS_ORDER } from '#components/status/group-status.ts';
import type { FieldErrors } from '#components/ui/field-errors.ts';
import { METRICS } from '#lib/alerts/rule.ts';
import { DestinationSlot } from './destination-slot.tsx';
import { type Metric, type RuleDraft, withMetric } from './rule-draft.ts';
import { SelectSlot, TextSlot, Words } from './slots.tsx';

const METRIC_OPTIONS: readonly { value: Metric; label: string }[] = [
  { value: 'lag', label: 'lag in messages' },
  { value: 'time-lag', label: 'time behind' },
  { value: 'status', label: 'status' },
  { value: 'lag-growth', label: 'growth of lag' },
  { value: 'loss-margin', label: 'time until data loss' },
  { value: 'offset-expiry', label: 'time until offsets expire' },
  { value: 'no-members', label: 'time without members' },
  { value: 'rebalances', label: 'rebalances in the last hour' },
  { value: 'offline-partitions', label: 'offline partitions' },
  { value: 'under-min-isr-partitions', label: 'partitions under min ISR' },
  { value: 'under-replicated-partitions', label: 'under-replicated partitions' },
  { value: 'log-truncated', label: 'truncated logs' },
  { value: 'brokers-down', label: 'brokers down' },
  { value: 'broker-down', label: 'downtime of a broker' },
  { value: 'no-data', label: 'time without data' },
  { value: 'cluster-id-changed', label: 'another cluster at the address' },
];

const AGGREGATIONS = [
  { value: 'group-sum', label: 'groups' },
  { value: 'worst-partition', label: 'any partition of groups' },
  { value: 'per-topic', label: 'any topic of groups' },
] as const;

/** Not for want of data, which has a policy of its own, nor what is calm. */
const NO_TROUBLE: readonly RuleDraft['status'][] = ['NO_DATA', 'IDLE_BATCH', 'OK'];

const SEVERITIES = [
  { value: 'critical', label: 'critical' },
  { value: 'error', label: 'error' },
  { value: 'warning', label: 'warning' },
  { value: 'info', label: 'info' },
] as const;

/** What is counted by its own name needs no unit in a sentence. */
const UNITS: Partial<Record<(typeof METRICS)[Metric]['unit'], string>> = { 'messages/s': 'messages/s', seconds: 's' };

/** What the parts of the editor share. */
export interface RulePartProps {
  draft: RuleDraft;
  errors: FieldErrors;
  /** What is doubtful of a field; null where nothing is. */
  warned: (...parameters: string[]) => string | null;
  onChange: (change: Partial<RuleDraft>) => void;
}

/**
 * "When [lag in messages] of [any partition of groups] matching [payments-*] stays above [10,000] for [60] s, tell [pagerduty-prod] as
 * [critical]": a rule as one sentence, with the slots that its metric has. `owners` are the teams that it tells by itself.
 */
export function RuleSentence({
  draft,
  errors,
  warned,
  owners,
  onChange,
}: RulePartProps & { owners: readonly string[] }) {
  return (
    <fieldset className="flex max-w-[84ch] min-w-0 flex-wrap items-start gap-x-2 gap-y-2 text-name md:text-xl">
      <legend className="sr-only">When it fires, and who is told</legend>
      <Words>When</Words>
      <SelectSlot
        label="What is watched"
        value={draft.metric}
        options={METRIC_OPTIONS}
        onValueChange={(metric) => onChange(withMetric(metric))}
        error={errors.of('condition.metric')}
      />
      <Words>of</Words>
      <TargetSlots draft={draft} errors={errors} warned={warned} onChange={onChange} />
      <LimitSlots draft={draft} errors={errors} warned={warned} onChange={onChange} />
      <Words>for</Words>
      <TextSlot
        label="For so many seconds"
        inputMode="numeric"
        value={draft.forSeconds}
        onValueChange={(forSeconds) => onChange({ forSeconds })}
        error={errors.of('condition.forSeconds')}
        warning={warned('condition.forSeconds')}
      />
      <Words>s, tell</Words>
      <DestinationSlot
        chosen={draft.destinations}
        owners={owners}
        error={errors.of('destinations')}
        onChange={(destinations) => onChange({ destinations })}
      />
      <Words>as</Words>
      <SelectSlot
        label="Severity"
        value={draft.severity}
        options={SEVERITIES}
        onValueChange={(severity) => onChange({ severity })}
        error={errors.of('severity')}
      />
    </fieldset>
  );
}

/** Of what: groups and how they are counted, topics, or the brokers or the cluster, of which there is nothing to choose. */
function TargetSlots({ draft, errors, warned, onChange }: RulePartProps) {
  switch (METRICS[draft.metric].over) {
    case 'cluster':
      return <Words>the cluster</Words>;
    case 'brokers':
      return <Words>any broker</Words>;
    case 'topics':
      return (
        <>
          <Words>topics matching</Words>
          <TextSlot
            label="Topics"
            isName
            placeholder="*"
            value={draft.topics}
            onValueChange={(topics) => onChange({ topics })}
            error={errors.of('topics.include')}
            warning={warned('topics.include')}
          />
        </>
      );
    case 'groups':
      return (
        <>
          <SelectSlot
            label="What is counted as one"
            value={draft.aggregation}
            options={aggregationsOf(draft)}
            onValueChange={(aggregation) => onChange({ aggregation })}
            error={errors.of('condition.aggregation')}
          />
          <Words>matching</Words>
          <TextSlot
            label="Groups"
            isName
            placeholder="*"
            value={draft.groups}
            onValueChange={(groups) => onChange({ groups })}
            error={errors.of('groups.include')}
            warning={warned('groups.include')}
          />
        </>
      );
  }
}

/** Only lag differs by partition: a group is as far behind in time as its worst one. What a rule has already stays. */
function aggregationsOf({ metric, aggregation }: RuleDraft) {
  if (METRICS[metric].isOfWholeGroup) return AGGREGATIONS.slice(0, 1);
  return AGGREGATIONS.filter(({ value }) => value !== 'worst-partition' || metric === 'lag' || value === aggregation);
}

function LimitSlots({ draft, errors, warned, onChange }: RulePartProps) {
  if (draft.metric === 'status') {
    return (
      <>
        <Words>is at least</Words>
        <SelectSlot
          label="Status"
          value={draft.status}
          options={statusesOf(draft)}
          onValueChange={(status) => onChange({ status })}
          error={errors.of('condition.status')}
        />
      </>
    );
  }
  const unit = UNITS[METRICS[draft.metric].unit];
  return (
    <>
      <Words>{METRICS[draft.metric].isBelow ? 'falls below' : 'stays above'}</Words>
      <TextSlot
        label="Threshold"
        inputMode="decimal"
        value={draft.threshold}
        onValueChange={(threshold) => onChange({ threshold })}
        error={errors.of('condition.threshold')}
        warning={warned('condition.threshold')}
      />
      {unit === undefined ? null : <Words>{unit}</Words>}
    </>
  );
}

/** From which on a rule may fire, the worst first, and the one that it has. */
function statusesOf({ status }: RuleDraft) {
  return STATUS_ORDER.filter((value) => !NO_TROUBLE.includes(value) || value === status).map((value) => ({
    value,
    label: value,
  }));
}
