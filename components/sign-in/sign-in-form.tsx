'use client';
import { useSignIn } from '#lib/client/session.ts';
import { CredentialsForm } from './credentials-form.tsx';

/** Signs in, and goes on to `next`, a path of this console. */
export function SignInForm({ next }: { next: string }) {
  const signIn = useSignIn(() => window.location.replace(next));
  return (
    <CredentialsForm
      action="Sign in"
      pending={signIn.isPending || signIn.isSuccess}
      error={signIn.error}
      onSend={signIn.mutate}
    />
  );
}
