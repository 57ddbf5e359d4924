'use client';
import { NoGrants } from '#components/shell/no-grants.tsx';
import { Answer } from '#components/ui/answer.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { Section } from '#components/ui/section.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { useSession } from '#lib/client/session.ts';
import { ChangePassword } from './change-password.tsx';
import { OwnSessions } from './own-sessions.tsx';
import { whoPhrases } from './standing-words.ts';

/** Who one is here: what one may do, where one is signed in, and one's password. */
export function AccountView({ minPassword }: { minPassword: number }) {
  const session = useSession();
  return (
    <Loaded query={session} what="Your account" skeleton={<Skeleton className="h-6 w-96 max-w-full" />}>
      {(data) => (
        <>
          <Answer phrases={whoPhrases(data)} />
          {data.who !== null && data.grants.length === 0 ? <NoGrants /> : null}
          {data.who?.kind === 'user' ? (
            <>
              <Section id="sessions" title="Where you are signed in">
                <OwnSessions />
              </Section>
              <Section id="password" title="Password" note="A new one ends every other session of yours.">
                <ChangePassword email={data.who.name} minPassword={minPassword} />
              </Section>
            </>
          ) : null}
        </>
      )}
    </Loaded>
  );
}
