'use client';
import { useState } from 'react';
import { ReasonField } from '#components/settings/reason-field.tsx';
import type { FieldErrors } from '#components/ui/field-errors.ts';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { SelectField } from '#components/ui/select-field.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import type { ChangedRule, Rule } from '#lib/api/schemas/rules.ts';
import { useDestinations, useSaveRule } from '#lib/client/alerts.ts';
import { hasEverywhere, useSession } from '#lib/client/session.ts';
import { draftOf, NEW_RULE, OVER, type RuleDraft, ruleOf } from './rule-draft.ts';
import { RuleSentence } from './rule-sentence.tsx';

const FIELDS = [
  'name',
  'severity',
  'clusters',
  'groups',
  'topics',
  'condition',
  'keepFiringSeconds',
  'destinations',
  'runbook',
  'reason',
];

const NO_DATA = [
  { value: 'keep', label: 'stays as it was' },
  { value: 'alert', label: 'fires, for want of data' },
  { value: 'resolve', label: 'is over' },
] as const;

/** A new rule, or one that is there, as one sentence and what may be set besides. */
export function RuleForm({
  rule,
  onClose,
  onSaved,
}: {
  rule: Rule | null;
  onClose: () => void;
  onSaved: (saved: ChangedRule) => void;
}) {
  const [draft, setDraft] = useState<RuleDraft>(rule === null ? NEW_RULE : draftOf(rule));
  const [reason, setReason] = useState('');
  const save = useSaveRule(rule?.id ?? null, onSaved);
  const errors = fieldErrors(save.error, FIELDS);
  const change = (changes: Partial<RuleDraft>) => setDraft((now) => ({ ...now, ...changes }));
  return (
    <FormDialog
      title={rule === null ? 'New rule' : 'Edit the rule'}
      open
      onClose={onClose}
      action={rule === null ? 'Make rule' : 'Save'}
      pending={save.isPending}
      error={errors.rest}
      onSend={() => save.mutate(ruleOf(draft, rule, reason))}
    >
      <TextField
        label="Name"
        autoComplete="off"
        autoFocus
        placeholder="payments behind"
        value={draft.name}
        onValueChange={(name) => change({ name })}
        error={errors.of('name')}
      />
      <RuleSentence draft={draft} errors={errors} onChange={change} />
      <Destinations draft={draft} errors={errors} onChange={change} />
      <Further draft={draft} errors={errors} onChange={change} />
      <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
    </FormDialog>
  );
}

interface PartProps {
  draft: RuleDraft;
  errors: FieldErrors;
  onChange: (change: Partial<RuleDraft>) => void;
}

/** Who is told. Those who may not see the destinations leave them as they are. */
function Destinations({ draft, errors, onChange }: PartProps) {
  const { data: session } = useSession();
  const maySee = hasEverywhere(session, 'admin');
  const known = useDestinations({ enabled: maySee }).data?.items ?? [];
  const names = [...new Set([...known.map(({ name }) => name), ...draft.destinations])];
  const error = errors.of('destinations');
  return (
    <fieldset className="flex min-w-0 flex-col gap-1">
      <legend className="font-medium">Tell</legend>
      {names.length === 0 ? (
        <p className="text-ink-2">There is no destination yet: incidents of the rule are shown in the console alone.</p>
      ) : (
        <div className="flex flex-wrap gap-x-4 gap-y-1">
          {names.map((name) => (
            <label key={name} className="flex min-h-10 items-center gap-2 md:min-h-8">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={draft.destinations.includes(name)}
                onChange={({ target }) =>
                  onChange({
                    destinations: target.checked
                      ? [...draft.destinations, name]
                      : draft.destinations.filter((one) => one !== name),
                  })
                }
              />
              {name}
            </label>
          ))}
        </div>
      )}
      {error === null ? null : <p className="text-sm text-danger">{error}</p>}
    </fieldset>
  );
}

/** What has a good value by itself. */
function Further({ draft, errors, onChange }: PartProps) {
  const isOverGroups = OVER[draft.metric] === 'groups';
  const hasError = errors.of('clusters', 'condition.clearThreshold', 'keepFiringSeconds', 'runbook') !== null;
  return (
    <details open={hasError || undefined} className="min-w-0">
      <summary className="w-fit cursor-pointer py-1 font-medium">More settings</summary>
      <div className="mt-2 grid gap-4 md:grid-cols-2">
        <TextField
          label="On the clusters"
          autoComplete="off"
          spellCheck={false}
          value={draft.clusters}
          onValueChange={(clusters) => onChange({ clusters })}
          error={errors.of('clusters')}
          note="Names or patterns, with commas between; * is all."
        />
        {isOverGroups ? (
          <TextField
            label="But not the groups"
            autoComplete="off"
            spellCheck={false}
            value={draft.notGroups}
            onValueChange={(notGroups) => onChange({ notGroups })}
            error={errors.of('groups.exclude')}
          />
        ) : null}
        {isOverGroups ? (
          <TextField
            label="Only their topics"
            autoComplete="off"
            spellCheck={false}
            value={draft.topics}
            onValueChange={(topics) => onChange({ topics })}
            error={errors.of('topics')}
          />
        ) : null}
        {draft.metric === 'time-lag' ? (
          <TextField
            label="At least so many commit gaps"
            inputMode="decimal"
            autoComplete="off"
            value={draft.commitGaps}
            onValueChange={(commitGaps) => onChange({ commitGaps })}
            error={errors.of('condition.commitGaps')}
            note="A group that commits every minute is up to a minute behind all the time."
          />
        ) : null}
        {draft.metric === 'status' ? null : (
          <TextField
            label="Over at"
            inputMode="decimal"
            autoComplete="off"
            value={draft.clearThreshold}
            onValueChange={(clearThreshold) => onChange({ clearThreshold })}
            error={errors.of('condition.clearThreshold')}
            note="Empty: a tenth on the good side of the threshold."
          />
        )}
        <TextField
          label="Over after, seconds"
          inputMode="numeric"
          autoComplete="off"
          value={draft.keepFiringSeconds}
          onValueChange={(keepFiringSeconds) => onChange({ keepFiringSeconds })}
          error={errors.of('keepFiringSeconds')}
          note="Empty: 60 s, or 3 polls where those take longer."
        />
        <SelectField
          label="What nobody can read"
          value={draft.noData}
          options={NO_DATA}
          onValueChange={(noData) => onChange({ noData })}
        />
        <TextField
          label="Runbook"
          type="url"
          autoComplete="off"
          placeholder="https://"
          value={draft.runbook}
          onValueChange={(runbook) => onChange({ runbook })}
          error={errors.of('runbook')}
        />
      </div>
    </details>
  );
}
