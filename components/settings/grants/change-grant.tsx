'use client';
import { useState } from 'react';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { Name } from '#components/ui/name.tsx';
import { SelectField } from '#components/ui/select-field.tsx';
import type { ChangedGrant, Grant } from '#lib/api/schemas/grants.ts';
import { useChangeGrant, useDeleteGrant } from '#lib/client/grants.ts';
import { ReasonField } from '../reason-field.tsx';
import { ROLE_MEANING, ROLE_OPTIONS } from '../role-options.ts';

/** Another role for a grant that is there. */
export function ChangeGrantDialog(props: {
  grant: Grant;
  onClose: () => void;
  onChanged: (made: ChangedGrant) => void;
}) {
  const { grant } = props;
  const [role, setRole] = useState(grant.role);
  const [reason, setReason] = useState('');
  const change = useChangeGrant(props.onChanged);
  const errors = fieldErrors(change.error, ['role', 'reason']);
  return (
    <FormDialog
      title="Change the role"
      open
      onClose={props.onClose}
      action="Change"
      pending={change.isPending}
      error={errors.rest}
      onSend={() => change.mutate({ id: grant.id, role, reason })}
    >
      <p>
        <Name>{grant.principal.name}</Name> on <Name>{grant.clusters}</Name>. It counts from the next request on.
      </p>
      <SelectField
        label="Role"
        value={role}
        options={ROLE_OPTIONS}
        onValueChange={setRole}
        error={errors.of('role')}
        note={ROLE_MEANING[role]}
      />
      <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
    </FormDialog>
  );
}

/** The end of a grant, once the reader has said so. */
export function DeleteGrantDialog({ grant, onClose }: { grant: Grant; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const remove = useDeleteGrant(onClose);
  const errors = fieldErrors(remove.error, ['reason']);
  return (
    <FormDialog
      title="Remove this grant?"
      destructive
      open
      onClose={onClose}
      action="Remove"
      pending={remove.isPending}
      error={errors.rest}
      onSend={() => remove.mutate({ id: grant.id, reason })}
    >
      <p>
        <Name>{grant.principal.name}</Name> is no longer {grant.role} on <Name>{grant.clusters}</Name>, from the next
        request on. Other grants stay as they are.
      </p>
      <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
    </FormDialog>
  );
}
