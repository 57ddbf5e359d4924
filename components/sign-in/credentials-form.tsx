'use client';
import { type ReactNode, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { Refusal } from '#components/ui/refusal.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import type { ApiError } from '#lib/client/api-error.ts';
import type { Credentials } from '#lib/client/session.ts';

/** An address, a password, and what became of sending them. */
export function CredentialsForm(props: {
  action: string;
  passwordNote?: ReactNode;
  /** A password that is made, and not one that is known. */
  newPassword?: boolean;
  pending: boolean;
  error: ApiError | null;
  onSend: (credentials: Credentials) => void;
}) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { error, pending } = props;
  const wrong = fieldErrors(error, ['email', 'password']);
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending) props.onSend({ email, password });
      }}
    >
      {wrong.rest ? <Refusal error={wrong.rest} /> : null}
      <TextField
        label="Email"
        type="email"
        name="email"
        autoComplete="username"
        autoFocus
        value={email}
        onValueChange={setEmail}
        error={wrong.of('email')}
      />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete={props.newPassword ? 'new-password' : 'current-password'}
        value={password}
        onValueChange={setPassword}
        error={wrong.of('password')}
        note={props.passwordNote}
      />
      <Button type="submit" look="primary" className="h-10 md:h-8" aria-busy={pending}>
        {props.action}
      </Button>
    </form>
  );
}
