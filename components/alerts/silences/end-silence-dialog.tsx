'use client';
import { useState } from 'react';
import { ReasonField } from '#components/settings/reason-field.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { sentence } from '#components/ui/sentence.ts';
import type { Silence } from '#lib/api/schemas/silences.ts';
import { onOneLine } from '#lib/client/readable-name.ts';
import { useEndSilence } from '#lib/client/silences.ts';
import { silenceWords } from './silence-words.ts';

/** Ends a silence before its time, or a maintenance window for good. */
export function EndSilenceDialog({ silence, onClose }: { silence: Silence; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const end = useEndSilence(onClose);
  const errors = fieldErrors(end.error, ['reason']);
  return (
    <FormDialog
      title={silence.recurrence === null ? 'End this silence?' : 'End this maintenance window?'}
      open
      onClose={onClose}
      action="End"
      pending={end.isPending}
      error={errors.rest}
      onSend={() => end.mutate({ id: silence.id, reason })}
    >
      <p className="[overflow-wrap:anywhere]">
        <span className="font-semibold">{silenceWords(silence)}</span>: {sentence(onOneLine(silence.comment))}
      </p>
      <p>{afterwards(silence)}</p>
      <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
    </FormDialog>
  );
}

function afterwards({ state, recurrence }: Silence): string {
  const never = recurrence === null ? 'It never comes into force.' : 'It opens no more.';
  if (state !== 'in-force') return never;
  return `What still fires is told with the next poll.${recurrence === null ? '' : ` ${never}`}`;
}
