import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import { Entrance } from '#components/sign-in/entrance.tsx';
import { SetupForm } from '#components/sign-in/setup-form.tsx';
import { isSetupNeeded, prepareSignIn } from '#lib/api/guard.ts';
import { MIN_PASSWORD } from '#lib/config/value-types.ts';

export const metadata: Metadata = { title: 'First admin' };

export default async function Page({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams;
  prepareSignIn(await headers());
  if (!(await isSetupNeeded())) {
    return (
      <Entrance title="There is an admin already">
        <p className="text-lg">
          This link has done its work.{' '}
          <Link href="/sign-in" prefetch={false} className="link">
            Sign in
          </Link>
          , or ask an admin to make a user for you.
        </p>
      </Entrance>
    );
  }
  return (
    <Entrance title="Make the first admin">
      <p className="text-ink-2">The first admin makes the others and says who may see which cluster.</p>
      <SetupForm token={typeof token === 'string' ? token : ''} minPassword={MIN_PASSWORD} />
    </Entrance>
  );
}
