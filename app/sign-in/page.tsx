import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { Entrance } from '#components/sign-in/entrance.tsx';
import { ProviderLink } from '#components/sign-in/provider-link.tsx';
import { SignInForm } from '#components/sign-in/sign-in-form.tsx';
import { SignInProblemNote } from '#components/sign-in/sign-in-problem.tsx';
import { isSetupNeeded, prepareSignIn, providerFor, visitor } from '#lib/api/guard.ts';
import { nextPath } from '#lib/client/next-path.ts';

export const metadata: Metadata = { title: 'Sign in' };

type Parameter = string | string[] | undefined;

export default async function Page({ searchParams }: { searchParams: Promise<Record<string, Parameter>> }) {
  const { next, problem } = await searchParams;
  const path = nextPath(typeof next === 'string' ? next : null);
  const given = await headers();
  const who = await visitor(given);
  if (who !== null && who !== 'unknown' && who.sessionId !== null) redirect(path);
  prepareSignIn(given);
  if (await isSetupNeeded()) {
    return (
      <Entrance title="There is no admin yet">
        <p className="text-lg">
          Open the one-time link in the log of the console to make the first one. The link begins with{' '}
          <code className="id">/setup?token=</code>; a restart writes a new one.
        </p>
      </Entrance>
    );
  }
  const provider = providerFor(path);
  return (
    <Entrance title="Sign in">
      {typeof problem === 'string' ? <SignInProblemNote problem={problem} /> : null}
      {provider ? (
        <>
          <ProviderLink {...provider} />
          <p className="text-center text-ink-3">or with a password</p>
        </>
      ) : null}
      <SignInForm next={path} />
    </Entrance>
  );
}
