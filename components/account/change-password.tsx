'use client';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { Refusal } from '#components/ui/refusal.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import { useChangePassword } from '#lib/client/account.ts';

const EMPTY = { currentPassword: '', newPassword: '' };

/** Two fields for another password. */
export function ChangePassword({ email, minPassword }: { email: string; minPassword: number }) {
  const [fields, setFields] = useState(EMPTY);
  const change = useChangePassword(() => setFields(EMPTY));
  const wrong = fieldErrors(change.error, ['currentPassword', 'newPassword']);
  return (
    <form
      noValidate
      className="mt-3 flex max-w-80 flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!change.isPending) change.mutate(fields);
      }}
    >
      {wrong.rest ? <Refusal error={wrong.rest} /> : null}
      {/* For password managers: whose password it is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <TextField
        label="Current password"
        type="password"
        name="current-password"
        autoComplete="current-password"
        value={fields.currentPassword}
        onValueChange={(currentPassword) => setFields({ ...fields, currentPassword })}
        error={wrong.of('currentPassword')}
      />
      <TextField
        label="New password"
        type="password"
        name="new-password"
        autoComplete="new-password"
        value={fields.newPassword}
        onValueChange={(newPassword) => setFields({ ...fields, newPassword })}
        error={wrong.of('newPassword')}
        note={`At least ${minPassword} characters.`}
      />
      <div className="flex items-center gap-3">
        <Button type="submit" look="primary" aria-busy={change.isPending}>
          Change password
        </Button>
        <span role="status" className="text-ok">
          {change.isSuccess ? 'Changed.' : ''}
        </span>
      </div>
    </form>
  );
}
