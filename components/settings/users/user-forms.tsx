'use client';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { Name } from '#components/ui/name.tsx';
import { Refusal } from '#components/ui/refusal.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import type { ChangedUser, User } from '#lib/api/schemas/users.ts';
import { plural } from '#lib/client/format-number.ts';
import { useChangeUser, useCreateUser, useSignOutUser } from '#lib/client/users.ts';
import { ReasonField } from '../reason-field.tsx';
import { type PasswordChoice, PasswordChoiceFields, sentPassword } from './password-choice.tsx';

interface FormProps {
  onClose: () => void;
  onDone: (changed: ChangedUser) => void;
}

const FIELDS = ['email', 'name', 'password', 'reason'];

/** A new user, by address. */
export function NewUserForm({ onClose, onDone }: FormProps) {
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState<PasswordChoice>({ how: 'make', text: '' });
  const [reason, setReason] = useState('');
  const create = useCreateUser(onDone);
  const errors = fieldErrors(create.error, FIELDS);
  const sent = sentPassword(password);
  return (
    <FormDialog
      title="New user"
      open
      onClose={onClose}
      action="Create user"
      pending={create.isPending}
      error={errors.rest}
      onSend={() => create.mutate({ email, name, reason, ...(sent !== undefined && { password: sent }) })}
    >
      <TextField
        label="Email"
        type="email"
        autoComplete="off"
        autoFocus
        value={email}
        onValueChange={setEmail}
        error={errors.of('email')}
        note="To sign in with, and for the audit log. It cannot be changed."
      />
      <TextField label="Name" autoComplete="off" value={name} onValueChange={setName} error={errors.of('name')} />
      <PasswordChoiceFields
        label="First password"
        options={['make', 'choose', 'none']}
        value={password}
        onValueChange={setPassword}
        error={errors.of('password')}
        note="The user changes it in the settings of the account."
      />
      <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
    </FormDialog>
  );
}

/** Another name or password for a user. */
export function ChangeUserForm({ user, onClose, onDone }: FormProps & { user: User }) {
  const [name, setName] = useState(user.name);
  const [password, setPassword] = useState<PasswordChoice>({ how: 'keep', text: '' });
  const [reason, setReason] = useState('');
  const change = useChangeUser(onDone);
  const errors = fieldErrors(change.error, FIELDS);
  const sent = sentPassword(password);
  return (
    <FormDialog
      title={`Change ${user.email}`}
      open
      onClose={onClose}
      action="Change"
      pending={change.isPending}
      error={errors.rest}
      onSend={() => change.mutate({ id: user.id, name, reason, ...(sent !== undefined && { password: sent }) })}
    >
      <TextField
        label="Name"
        autoComplete="off"
        autoFocus
        value={name}
        onValueChange={setName}
        error={errors.of('name')}
      />
      <PasswordChoiceFields
        label="Password"
        options={['keep', 'make', 'choose']}
        value={password}
        onValueChange={setPassword}
        error={errors.of('password')}
        note="The user is signed out everywhere, and signs in again with this one."
      />
      <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
      <SignOut user={user} reason={reason} onDone={onClose} />
    </FormDialog>
  );
}

/** The end of the sessions of a user, whose browser was lost, say. */
function SignOut({ user, reason, onDone }: { user: User; reason: string; onDone: () => void }) {
  const signOut = useSignOutUser(onDone);
  if (user.sessions === 0) return <p className="text-ink-2">No session now.</p>;
  return (
    <div className="flex flex-col gap-2">
      {signOut.error ? <Refusal error={signOut.error} /> : null}
      <p className="flex flex-wrap items-center gap-2">
        <span className="text-ink-2">Has {plural(user.sessions, 'session')} now.</span>
        <Button
          shape="small"
          disabled={signOut.isPending}
          focusableWhenDisabled
          onClick={() => signOut.mutate({ id: user.id, reason })}
        >
          Sign out everywhere
        </Button>
      </p>
    </div>
  );
}

/** Whether a user may sign in, once the reader has said so. */
export function DisableUserDialog({ user, onClose, onDone }: FormProps & { user: User }) {
  const [reason, setReason] = useState('');
  const change = useChangeUser(onDone);
  const errors = fieldErrors(change.error, ['reason']);
  const disabled = !user.disabled;
  return (
    <FormDialog
      title={disabled ? 'Disable this user?' : 'Enable this user?'}
      destructive={disabled}
      open
      onClose={onClose}
      action={disabled ? 'Disable' : 'Enable'}
      pending={change.isPending}
      error={errors.rest}
      onSend={() => change.mutate({ id: user.id, disabled, reason })}
    >
      {disabled ? (
        <p>
          <Name>{user.email}</Name> is signed out everywhere at once and cannot sign in, and the API tokens that this
          user made are refused. Grants stay, for when the user is enabled again.
        </p>
      ) : (
        <p>
          <Name>{user.email}</Name> can sign in again, with the grants and tokens of before.
        </p>
      )}
      {disabled && user.self ? <p className="font-medium">This is you: you are signed out as well.</p> : null}
      <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
    </FormDialog>
  );
}
