'use client';
import { useEffect, useRef, useState } from 'react';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import { warnedAt } from '#components/ui/warned-at.ts';
import type { Silence } from '#lib/api/schemas/silences.ts';
import { serverNow } from '#lib/client/clock.ts';
import { useSilenceCheck } from '#lib/client/silence-check.ts';
import { useCreateSilence } from '#lib/client/silences.ts';
import { LiveSentence } from './live-sentence.tsx';
import { isEmpty, type SilenceDraft, silenceCheck, silenceInput } from './silence-draft.ts';
import { SilenceWhat } from './silence-what.tsx';
import { SilenceWhen } from './silence-when.tsx';

const FIELDS = ['matchers', 'comment', 'startsAt', 'endsAt', 'recurrence'];
const LONGEST_COMMENT = 500;

/** A silence, or a maintenance window: what it is over, when, why, and what it will do. */
export function SilenceForm(props: {
  cluster: string;
  begun: SilenceDraft;
  onClose: () => void;
  onDone: (made: Silence) => void;
}) {
  const { cluster } = props;
  const [draft, setDraft] = useState(props.begun);
  const create = useCreateSilence(props.onDone);
  const errors = fieldErrors(create.error, FIELDS);
  const checked = useSilenceCheck(silenceCheck(draft, cluster));
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (create.error) fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [create.error]);
  const change = (changes: Partial<SilenceDraft>) => setDraft((now) => ({ ...now, ...changes }));
  const part = { draft, errors, onChange: change };
  return (
    <FormDialog
      title={draft.kind === 'once' ? 'Silence incidents' : 'Plan a maintenance window'}
      open
      onClose={props.onClose}
      action={draft.kind === 'once' ? 'Silence' : 'Plan window'}
      pending={create.isPending}
      error={errors.rest}
      onSend={() => create.mutate(silenceInput(draft, cluster, serverNow()))}
    >
      {/* What has the focus is not to stand below the sentence, which stays in sight. */}
      <div ref={fields} className="flex flex-col gap-4 [&_:is(input,select,button,summary)]:scroll-mb-28">
        <SilenceWhat cluster={cluster} warned={warnedAt(checked.warnings)} {...part} />
        <SilenceWhen {...part} />
        <TextField
          label="Why"
          autoComplete="off"
          // What it is over is said already: what is missing is why.
          autoFocus={!isEmpty(props.begun)}
          placeholder="deploy 4.2, OPS-311"
          maxLength={LONGEST_COMMENT}
          value={draft.comment}
          onValueChange={(comment) => change({ comment })}
          error={errors.of('comment')}
          note="Shown with each incident that it mutes."
        />
      </div>
      <LiveSentence draft={draft} cluster={cluster} firing={checked.firing} />
    </FormDialog>
  );
}
