'use client';
import { useState } from 'react';
import type { FieldErrors } from '#components/ui/field-errors.ts';
import { SelectField } from '#components/ui/select-field.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import type { WarnedAt } from '#components/ui/warned-at.ts';
import { readableName } from '#lib/client/readable-name.ts';
import { hasEverywhere, useSession } from '#lib/client/session.ts';
import { PATTERN_HINT } from '../pattern-hint.ts';
import { ChoiceChips } from './choice-chips.tsx';
import { isEmpty, isNarrowed, type SilenceDraft } from './silence-draft.ts';

export interface SilencePartProps {
  draft: SilenceDraft;
  errors: FieldErrors;
  onChange: (changes: Partial<SilenceDraft>) => void;
}

type SilenceWhatProps = SilencePartProps & { warned: WarnedAt };

const SEVERITIES = (['critical', 'error', 'warning', 'info'] as const).map((value) => ({ value, label: value }));

/** What is wrong with one of these is not to stay folded away. */
const FOLDED = [
  'matchers.topics',
  'matchers.brokers',
  'matchers.groups.exclude',
  'matchers.rules.exclude',
  'matchers.severities',
  'matchers.labels',
];

/** Which incidents it is over. */
export function SilenceWhat({ cluster, ...part }: SilenceWhatProps & { cluster: string }) {
  const { draft, errors, warned, onChange } = part;
  const { data: session } = useSession();
  return (
    <>
      <div className="grid items-start gap-4 md:grid-cols-2">
        <PatternField
          label="Groups"
          value={draft.groups}
          onValueChange={(groups) => onChange({ groups })}
          error={errors.of('matchers.groups.include')}
          warning={warned('matchers.groups.include')}
          hint={`${PATTERN_HINT}; empty is all.`}
          autoFocus={isEmpty(draft)}
        />
        <PatternField
          label="Rules"
          value={draft.rules}
          onValueChange={(rules) => onChange({ rules })}
          error={errors.of('matchers.rules.include')}
          warning={warned('matchers.rules.include')}
        />
      </div>
      {hasEverywhere(session, 'operator') ? (
        <SelectField
          label="Where"
          value={draft.everywhere ? 'all' : 'one'}
          options={[
            { value: 'one', label: `on ${readableName(cluster)}` },
            { value: 'all', label: 'on all clusters' },
          ]}
          onValueChange={(where) => onChange({ everywhere: where === 'all' })}
        />
      ) : null}
      <Narrower {...part} />
    </>
  );
}

function Narrower({ draft, errors, warned, onChange }: SilenceWhatProps) {
  const [unfolded, setUnfolded] = useState(() => isNarrowed(draft));
  return (
    <details
      open={unfolded || errors.of(...FOLDED) !== null || warned(...FOLDED) !== null}
      onToggle={({ currentTarget }) => setUnfolded(currentTarget.open)}
      className="min-w-0"
    >
      <summary className="w-fit cursor-pointer font-medium">
        Narrower: topics, brokers, severity, labels, all but some
      </summary>
      <div className="mt-3 grid items-start gap-4 md:grid-cols-2">
        <PatternField
          label="Topics"
          value={draft.topics}
          onValueChange={(topics) => onChange({ topics })}
          error={errors.of('matchers.topics.include')}
          warning={warned('matchers.topics.include')}
        />
        <PatternField
          label="Brokers"
          placeholder="any"
          hint="Their ids, with commas between."
          value={draft.brokers}
          onValueChange={(brokers) => onChange({ brokers })}
          error={errors.of('matchers.brokers')}
          warning={warned('matchers.brokers')}
        />
        <TextField
          label="Labels of the rule"
          autoComplete="off"
          spellCheck={false}
          placeholder="team=payments, tier=1"
          value={draft.labels}
          onValueChange={(labels) => onChange({ labels })}
          error={errors.of('matchers.labels')}
        />
        <PatternField
          label="But not the groups"
          placeholder="none"
          value={draft.notGroups}
          onValueChange={(notGroups) => onChange({ notGroups })}
          error={errors.of('matchers.groups.exclude')}
          warning={warned('matchers.groups.exclude')}
        />
        <PatternField
          label="But not the rules"
          placeholder="none"
          value={draft.notRules}
          onValueChange={(notRules) => onChange({ notRules })}
          error={errors.of('matchers.rules.exclude')}
          warning={warned('matchers.rules.exclude')}
        />
        <PatternField
          label="But not the topics"
          placeholder="none"
          value={draft.notTopics}
          onValueChange={(notTopics) => onChange({ notTopics })}
          error={errors.of('matchers.topics.exclude')}
          warning={warned('matchers.topics.exclude')}
        />
        <div className="flex min-w-0 flex-col gap-1">
          <span className="font-medium">Severity</span>
          <ChoiceChips
            label="Severity; none chosen is any"
            multiple
            chosen={draft.severities}
            options={SEVERITIES}
            onChange={(severities) => onChange({ severities })}
            error={errors.of('matchers.severities')}
          />
        </div>
      </div>
    </details>
  );
}

/** Names, patterns of them or ids with commas between; empty is all of them. */
function PatternField({
  warning,
  hint = null,
  ...field
}: {
  label: string;
  placeholder?: string;
  value: string;
  onValueChange: (value: string) => void;
  error: string | null;
  /** What is perhaps not meant. */
  warning: string | null;
  hint?: string | null;
  autoFocus?: boolean;
}) {
  const note = warning === null ? hint : <span className="text-warn">{warning}</span>;
  return (
    <TextField
      autoComplete="off"
      spellCheck={false}
      placeholder="all"
      className="[&_input]:code"
      note={note}
      {...field}
    />
  );
}
