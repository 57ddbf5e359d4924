'use client';
import { useState } from 'react';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { Name } from '#components/ui/name.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { useAcknowledge } from '#lib/client/alerts.ts';
import { subjectOf } from './incident-words.ts';

const LONGEST_NOTE = 500;

/** That the reader looks at an incident, for all others to see. */
export function AckDialog({ incident, onClose }: { incident: Incident; onClose: () => void }) {
  const [note, setNote] = useState('');
  const acknowledge = useAcknowledge(incident.cluster, onClose);
  const errors = fieldErrors(acknowledge.error, ['note']);
  return (
    <FormDialog
      title="Acknowledge this incident?"
      open
      onClose={onClose}
      action="Acknowledge"
      pending={acknowledge.isPending}
      error={errors.rest}
      onSend={() => acknowledge.mutate({ id: incident.id, note })}
    >
      <p>
        Everybody sees that you look at <Name>{subjectOf(incident)}</Name>. It stays open until its condition is over.
      </p>
      <TextField
        label="Note"
        autoComplete="off"
        autoFocus
        maxLength={LONGEST_NOTE}
        value={note}
        onValueChange={setNote}
        error={errors.of('note')}
        note="Optional; shown with the incident."
      />
    </FormDialog>
  );
}
