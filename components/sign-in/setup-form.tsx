'use client';
import { useSetup } from '#lib/client/session.ts';
import { CredentialsForm } from './credentials-form.tsx';

/** Makes the first admin with the token of the link, and goes on to the start. */
export function SetupForm({ token, minPassword }: { token: string; minPassword: number }) {
  const setup = useSetup(token, () => window.location.replace('/'));
  return (
    <CredentialsForm
      action="Make the first admin"
      newPassword
      passwordNote={`At least ${minPassword} characters.`}
      pending={setup.isPending || setup.isSuccess}
      error={setup.error}
      onSend={setup.mutate}
    />
  );
}
