import type { ReactNode } from 'react';
import { STATUS_ORDER } from '#components/status/group-status.ts';
import type { FieldErrors } from '#components/ui/field-errors.ts';
import { SelectField } from '#components/ui/select-field.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import { type Metric, OVER, type RuleDraft, USUAL } from './rule-draft.ts';

const METRICS: readonly { value: Metric; label: string }[] = [
  { value: 'lag', label: 'lag in messages' },
  { value: 'time-lag', label: 'time behind' },
  { value: 'status', label: 'status' },
  { value: 'loss-margin', label: 'time until data loss' },
  { value: 'offline-partitions', label: 'offline partitions' },
  { value: 'under-min-isr-partitions', label: 'partitions under min ISR' },
  { value: 'brokers-down', label: 'brokers down' },
  { value: 'no-data', label: 'time without data' },
];

const AGGREGATIONS = [
  { value: 'group-sum', label: 'groups' },
  { value: 'worst-partition', label: 'any partition of groups' },
  { value: 'per-topic', label: 'any topic of groups' },
] as const;

/** From which on a rule may fire, the worst first: not for want of data, which has a policy of its own, nor what is calm. */
const STATUSES = STATUS_ORDER.filter((status) => !['NO_DATA', 'IDLE_BATCH', 'OK'].includes(status)).map((value) => ({
  value,
  label: value,
}));

const SEVERITIES = [
  { value: 'critical', label: 'critical' },
  { value: 'error', label: 'error' },
  { value: 'warning', label: 'warning' },
  { value: 'info', label: 'info' },
] as const;

const UNITS: Record<Metric, string> = {
  lag: 'messages',
  'time-lag': 's',
  status: '',
  'loss-margin': 's',
  'offline-partitions': '',
  'under-min-isr-partitions': '',
  'brokers-down': '',
  'no-data': 's',
};

interface SlotProps {
  draft: RuleDraft;
  errors: FieldErrors;
  onChange: (change: Partial<RuleDraft>) => void;
}

/** "When [lag in messages] of [groups] [payments-*] stays above [10,000] for [60] s, it is [critical]": a rule as one sentence. */
export function RuleSentence({ draft, errors, onChange }: SlotProps) {
  const over = OVER[draft.metric];
  return (
    <fieldset className="flex min-w-0 flex-wrap items-start gap-x-2 gap-y-2 bg-sunk px-3 py-3 leading-10 md:leading-8">
      <legend className="sr-only">When it fires</legend>
      <Words>When</Words>
      <SelectField
        label="What is watched"
        labelHidden
        className="w-48"
        value={draft.metric}
        options={METRICS}
        onValueChange={(metric) => onChange({ metric, ...USUAL[metric], clearThreshold: '' })}
        error={errors.of('condition.metric')}
      />
      <Words>of</Words>
      {over === 'groups' ? <GroupSlots draft={draft} errors={errors} onChange={onChange} /> : null}
      {over === 'topics' ? <Topics draft={draft} errors={errors} onChange={onChange} /> : null}
      {over === 'cluster' ? <Words>the cluster</Words> : null}
      <Limit draft={draft} errors={errors} onChange={onChange} />
      <Words>for</Words>
      <NumberSlot
        label="For so many seconds"
        value={draft.forSeconds}
        onValueChange={(forSeconds) => onChange({ forSeconds })}
        error={errors.of('condition.forSeconds')}
      />
      <Words>s, it is</Words>
      <SelectField
        label="Severity"
        labelHidden
        className="w-28"
        value={draft.severity}
        options={SEVERITIES}
        onValueChange={(severity) => onChange({ severity })}
        error={errors.of('severity')}
      />
    </fieldset>
  );
}

function GroupSlots({ draft, errors, onChange }: SlotProps) {
  return (
    <>
      {draft.metric === 'lag' ? (
        <SelectField
          label="How partitions are taken together"
          labelHidden
          className="w-48"
          value={draft.aggregation}
          options={AGGREGATIONS}
          onValueChange={(aggregation) => onChange({ aggregation })}
          error={errors.of('condition.aggregation')}
        />
      ) : (
        <Words>groups</Words>
      )}
      <TextField
        label="Groups"
        labelHidden
        className="w-52"
        autoComplete="off"
        spellCheck={false}
        placeholder="payments-*, orders"
        value={draft.groups}
        onValueChange={(groups) => onChange({ groups })}
        error={errors.of('groups')}
      />
    </>
  );
}

function Topics({ draft, errors, onChange }: SlotProps) {
  return (
    <>
      <Words>topics</Words>
      <TextField
        label="Topics"
        labelHidden
        className="w-52"
        autoComplete="off"
        spellCheck={false}
        placeholder="orders-*"
        value={draft.topics}
        onValueChange={(topics) => onChange({ topics })}
        error={errors.of('topics')}
      />
    </>
  );
}

function Limit({ draft, errors, onChange }: SlotProps) {
  if (draft.metric === 'status') {
    return (
      <>
        <Words>is at least</Words>
        <SelectField
          label="Status"
          labelHidden
          className="w-44"
          value={draft.status}
          options={STATUSES}
          onValueChange={(status) => onChange({ status })}
          error={errors.of('condition.status')}
        />
      </>
    );
  }
  return (
    <>
      <Words>{draft.metric === 'loss-margin' ? 'falls below' : 'stays above'}</Words>
      <NumberSlot
        label="Threshold"
        value={draft.threshold}
        onValueChange={(threshold) => onChange({ threshold })}
        error={errors.of('condition.threshold')}
      />
      {UNITS[draft.metric] === '' ? null : <Words>{UNITS[draft.metric]}</Words>}
    </>
  );
}

function NumberSlot(props: {
  label: string;
  value: string;
  onValueChange: (value: string) => void;
  error: string | null;
}) {
  return <TextField {...props} labelHidden className="w-24" inputMode="decimal" autoComplete="off" />;
}

const Words = ({ children }: { children: ReactNode }) => <span className="whitespace-nowrap">{children}</span>;
