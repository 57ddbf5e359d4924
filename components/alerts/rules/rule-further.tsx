import { useState } from 'react';
import { TextField } from '#components/ui/text-field.tsx';
import { METRICS } from '#lib/alerts/rule.ts';
import { PATTERN_HINT } from '../pattern-hint.ts';
import { isUnusual, numberOf, numberText, type RuleDraft, usualClear } from './rule-draft.ts';
import type { RulePartProps } from './rule-sentence.tsx';
import { SelectSlot, TextSlot, Words } from './slots.tsx';

const NO_DATA = [
  { value: 'keep', label: 'stays as it was' },
  { value: 'alert', label: 'fires' },
  { value: 'resolve', label: 'is over' },
] as const;

const TELL_OWNER = [
  { value: 'yes', label: 'is told, too' },
  { value: 'no', label: 'is not told by it' },
] as const;

/** What is wrong with one of these is not to stay folded away. */
const FOLDED = [
  'clusters',
  'groups.exclude',
  'condition.clearThreshold',
  'condition.commitGaps',
  'keepFiringSeconds',
  'noData',
  'tellOwner',
  'repeatSeconds',
  'labels',
  'runbook',
];

/** What has a good value by itself. */
export function RuleFurther({ draft, errors, warned, onChange }: RulePartProps) {
  const [unfolded, setUnfolded] = useState(() => isUnusual(draft));
  // In the sentence there are those of a rule over topics.
  const topics = METRICS[draft.metric].over === 'topics' ? 'topics.exclude' : 'topics';
  const asksForALook = errors.of(...FOLDED, topics) !== null || warned(...FOLDED, topics) !== null;
  return (
    <details
      open={unfolded || asksForALook}
      onToggle={({ currentTarget }) => setUnfolded(currentTarget.open)}
      className="min-w-0"
    >
      <summary className="w-fit cursor-pointer py-1 font-medium">More settings</summary>
      <div className="mt-2 flex flex-col gap-5">
        <EndSentence draft={draft} errors={errors} onChange={onChange} />
        <OwnerSentence draft={draft} errors={errors} onChange={onChange} />
        <RepeatSentence draft={draft} errors={errors} onChange={onChange} />
        <div className="grid max-w-[104ch] items-start gap-4 md:grid-cols-2">
          <Scope draft={draft} errors={errors} warned={warned} onChange={onChange} />
          <TextField
            label="Labels"
            autoComplete="off"
            spellCheck={false}
            placeholder="team=payments, tier=1"
            value={draft.labels}
            onValueChange={(labels) => onChange({ labels })}
            error={errors.of('labels')}
            note="Told with every incident."
          />
          <TextField
            label="Runbook"
            type="url"
            autoComplete="off"
            placeholder="https://"
            value={draft.runbook}
            onValueChange={(runbook) => onChange({ runbook })}
            error={errors.of('runbook')}
            note="What to do about it; linked from every incident."
          />
        </div>
      </div>
    </details>
  );
}

/** "It is over at or below [9,000], held for [60] s. What cannot be read for [120] s [stays as it was]." */
function EndSentence({ draft, errors, onChange }: Omit<RulePartProps, 'warned'>) {
  return (
    <fieldset className="flex max-w-[104ch] min-w-0 flex-wrap items-start gap-x-1.5 gap-y-2 text-lg">
      <legend className="sr-only">When it is over, and what becomes of it without data</legend>
      {draft.metric === 'status' ? (
        <Words>It is over below that status,</Words>
      ) : (
        <>
          <Words>{METRICS[draft.metric].isBelow ? 'It is over at or above' : 'It is over at or below'}</Words>
          <TextSlot
            label="Over at"
            inputMode="decimal"
            placeholder={usualClearText(draft)}
            value={draft.clearThreshold}
            onValueChange={(clearThreshold) => onChange({ clearThreshold })}
            error={errors.of('condition.clearThreshold')}
          />
        </>
      )}
      <Words>held for</Words>
      <TextSlot
        label="Over after so many seconds"
        inputMode="numeric"
        placeholder="60, or 3 polls"
        value={draft.keepFiringSeconds}
        onValueChange={(keepFiringSeconds) => onChange({ keepFiringSeconds })}
        error={errors.of('keepFiringSeconds')}
      />
      <Words>s. What cannot be read for</Words>
      <TextSlot
        label="Without data for so many seconds"
        inputMode="numeric"
        value={draft.noDataSeconds}
        onValueChange={(noDataSeconds) => onChange({ noDataSeconds })}
        error={errors.of('noData.afterSeconds')}
      />
      <Words>s</Words>
      <SelectSlot
        label="What becomes of it without data"
        value={draft.noData}
        options={NO_DATA}
        onValueChange={(noData) => onChange({ noData })}
        error={errors.of('noData.policy')}
      />
      {draft.metric === 'time-lag' ? (
        <>
          <Words>and the limit is never below</Words>
          <TextSlot
            label="At least so many commit gaps"
            inputMode="decimal"
            value={draft.commitGaps}
            onValueChange={(commitGaps) => onChange({ commitGaps })}
            error={errors.of('condition.commitGaps')}
          />
          <Words>usual gaps between commits of the group.</Words>
        </>
      ) : null}
    </fieldset>
  );
}

/** "Whoever owns what it finds [is told, too]." Owners stand in a file, with where each is told. */
function OwnerSentence({ draft, errors, onChange }: Omit<RulePartProps, 'warned'>) {
  return (
    <fieldset className="flex max-w-[104ch] min-w-0 flex-wrap items-start gap-x-1.5 gap-y-2 text-lg">
      <legend className="sr-only">Whether its owner is told</legend>
      <Words>Whoever owns it, by tidemark.yaml,</Words>
      <SelectSlot
        label="Whether its owner is told"
        value={draft.tellOwner}
        options={TELL_OWNER}
        onValueChange={(tellOwner) => onChange({ tellOwner })}
        error={errors.of('tellOwner')}
      />
    </fieldset>
  );
}

/** "Until somebody acknowledges it is told again every [never] s." */
function RepeatSentence({ draft, errors, onChange }: Omit<RulePartProps, 'warned'>) {
  return (
    <fieldset className="flex max-w-[104ch] min-w-0 flex-wrap items-start gap-x-1.5 gap-y-2 text-lg">
      <legend className="sr-only">How often it is told again</legend>
      <Words>Until somebody acknowledges it is told again every</Words>
      <TextSlot
        label="Told again every so many seconds"
        inputMode="numeric"
        placeholder="never"
        value={draft.repeatSeconds}
        onValueChange={(repeatSeconds) => onChange({ repeatSeconds })}
        error={errors.of('repeatSeconds')}
      />
      <Words>s.</Words>
    </fieldset>
  );
}

/** Where it ends unless it says so. */
function usualClearText({ metric, threshold }: RuleDraft): string {
  const clear = usualClear(metric, numberOf(threshold));
  // 0.9 of a number has digits that nobody wrote.
  return Number.isNaN(clear) ? '' : numberText(Number(clear.toPrecision(12)));
}

function ScopeNote({ warning, isFirst }: { warning: string | null; isFirst: boolean }) {
  if (warning !== null) return <span className="text-warn">{warning}</span>;
  return isFirst ? `${PATTERN_HINT}; * is all.` : null;
}

/** Which clusters, groups and topics, as far as the sentence does not say it. */
function Scope({ draft, errors, warned, onChange }: RulePartProps) {
  const over = METRICS[draft.metric].over;
  const fields: { label: string; field: keyof RuleDraft & `${string}s`; parameter: string; shown: boolean }[] = [
    { label: 'On the clusters', field: 'clusters', parameter: 'clusters.include', shown: true },
    { label: 'But not the clusters', field: 'notClusters', parameter: 'clusters.exclude', shown: true },
    { label: 'But not the groups', field: 'notGroups', parameter: 'groups.exclude', shown: over === 'groups' },
    { label: 'Only their topics', field: 'topics', parameter: 'topics.include', shown: over === 'groups' },
    { label: 'But not the topics', field: 'notTopics', parameter: 'topics.exclude', shown: over !== 'cluster' },
  ];
  return fields
    .filter(({ shown }) => shown)
    .map(({ label, field, parameter }) => (
      <TextField
        key={field}
        label={label}
        autoComplete="off"
        spellCheck={false}
        className="[&_input]:code"
        value={String(draft[field])}
        onValueChange={(names) => onChange({ [field]: names })}
        error={errors.of(parameter)}
        note={<ScopeNote warning={warned(parameter)} isFirst={field === 'clusters'} />}
      />
    ));
}
