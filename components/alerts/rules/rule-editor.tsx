'use client';
import { useEffect, useRef, useState } from 'react';
import { ReasonField } from '#components/settings/reason-field.tsx';
import { Button } from '#components/ui/button.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { Instant } from '#components/ui/instant.tsx';
import { Refusal } from '#components/ui/refusal.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import { warnedAt } from '#components/ui/warned-at.ts';
import { METRICS } from '#lib/alerts/rule.ts';
import type { ChangedRule, Rule } from '#lib/api/schemas/rules.ts';
import { useSaveRule } from '#lib/client/alerts.ts';
import { useCheckedRule } from '#lib/client/rule-check.ts';
import { useDebounced } from '#lib/client/use-debounced.ts';
import { PATTERN_HINT } from '../pattern-hint.ts';
import { draftLike, draftOf, NEW_RULE, type RuleDraft } from './rule-draft.ts';
import { RuleFurther } from './rule-further.tsx';
import { ruleInput } from './rule-input.ts';
import { RulePreview } from './rule-preview.tsx';
import { RuleSentence } from './rule-sentence.tsx';
import { type RuleWish, wishedDraft, wishedNames } from './rule-wish.ts';

const FIELDS = [
  'name',
  'severity',
  'clusters',
  'groups',
  'topics',
  'condition',
  'keepFiringSeconds',
  'noData',
  'destinations',
  'tellOwner',
  'repeatSeconds',
  'labels',
  'runbook',
  'reason',
];

/** What is asked about a rule before it has a name. */
const UNNAMED = '-';

/** A new rule, or one that is there, as one sentence and what may be set besides. */
export function RuleEditor(props: {
  /** Null: a new one. */
  rule: Rule | null;
  /** What a new one is to be like. */
  wish?: RuleWish | null;
  /** The rule that a new one is to be like. */
  like?: Rule | null;
  onClose: () => void;
  onSaved: (saved: ChangedRule) => void;
}) {
  const { rule, wish = null, like = null } = props;
  const [draft, setDraft] = useState<RuleDraft>(() =>
    rule !== null ? draftOf(rule) : wish !== null ? wishedDraft(wish) : like !== null ? draftLike(like) : NEW_RULE,
  );
  const [reason, setReason] = useState('');
  // The list goes on to be read: what is edited is the rule as it was when that began.
  const [opened] = useState(rule);
  const save = useSaveRule(opened, props.onSaved);
  const errors = fieldErrors(save.error, FIELDS);
  const names = rule ?? (wish ? wishedNames(wish) : like);
  const asked = useDebounced(JSON.stringify(ruleInput({ ...draft, name: draft.name || UNNAMED }, names, '')));
  const checked = useCheckedRule(asked);
  const warned = warnedAt(checked?.warnings ?? []);
  const owners = checked?.owners ?? rule?.owners ?? [];
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (save.error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [save.error]);
  const heading = useRef<HTMLHeadingElement>(null);
  // The list that was here had the focus.
  useEffect(() => heading.current?.focus(), []);
  const change = (changes: Partial<RuleDraft>) => setDraft((now) => ({ ...now, ...changes }));
  const title = rule === null ? 'New rule' : `Edit ${rule.name}`;
  return (
    <form
      ref={form}
      aria-label={title}
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.mutate(ruleInput(draft, names, reason));
      }}
    >
      <h1 ref={heading} tabIndex={-1} className="text-name font-semibold outline-none [overflow-wrap:anywhere]">
        {title}
      </h1>
      {errors.rest ? <Refusal error={errors.rest} /> : null}
      <TextField
        label="Name"
        autoComplete="off"
        placeholder="payments behind"
        className="max-w-[52ch]"
        value={draft.name}
        onValueChange={(name) => change({ name })}
        error={errors.of('name')}
        note="How the rule is called on pages, and to whom it tells."
      />
      <RuleSentence draft={draft} errors={errors} warned={warned} owners={owners} onChange={change} />
      {METRICS[draft.metric].over === 'cluster' ? null : (
        <p className="-mt-3 max-w-[104ch] text-sm text-ink-3">{PATTERN_HINT}; * is all.</p>
      )}
      <RuleFurther draft={draft} errors={errors} warned={warned} onChange={change} />
      <RulePreview draft={draft} />
      <div className="max-w-[52ch]">
        <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
      </div>
      <div className="flex flex-wrap items-center gap-2 border-t pt-4">
        <Button type="submit" look="primary" aria-busy={save.isPending} disabled={save.isPending} focusableWhenDisabled>
          {rule === null ? 'Make rule' : 'Save rule'}
        </Button>
        <Button onClick={props.onClose}>Cancel</Button>
        {rule === null ? null : (
          <span className="ml-auto text-sm text-ink-3">
            Saved <Instant at={rule.updatedAt} />
          </span>
        )}
      </div>
    </form>
  );
}
