'use client';
import { Button } from '#components/ui/button.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { Refusal } from '#components/ui/refusal.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { OwnSessionDto } from '#lib/api/schemas/session.ts';
import { useEndSession, useOwnSessions } from '#lib/client/account.ts';
import { browserName } from '#lib/client/browser-name.ts';

/** The browsers one is signed in with, and the way to sign each of them out from here. */
export function OwnSessions() {
  const sessions = useOwnSessions();
  const end = useEndSession();
  return (
    <Loaded query={sessions} what="Your sessions" skeleton={<Skeleton className="mt-3 h-4 w-full" />}>
      {({ items }) => (
        <>
          {end.error && !end.error.notFound ? <Refusal error={end.error} /> : null}
          <ul>
            {items.map((session) => (
              <SessionRow
                key={session.id}
                session={session}
                ending={end.isPending && end.variables.id === session.id}
                onEnd={() => end.mutate(session)}
              />
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}

function SessionRow({ session, ending, onEnd }: { session: OwnSessionDto; ending: boolean; onEnd: () => void }) {
  const browser = browserName(session.userAgent);
  return (
    <li className="flex min-h-11 items-center gap-3 border-b py-1.5">
      <div className="min-w-0 flex-1">
        <div className="font-medium" title={session.userAgent ?? undefined}>
          {browser}
        </div>
        <div className="text-sm text-ink-3">
          {session.address === null ? '' : `from ${session.address}, `}
          signed in <Instant at={session.createdAt} />, last seen <Instant at={session.usedAt} />
        </div>
      </div>
      {session.current ? (
        <span className="flex-none text-ink-2">this browser</span>
      ) : (
        <Button onClick={onEnd} aria-busy={ending} disabled={ending} focusableWhenDisabled>
          Sign out<span className="sr-only"> {browser}</span>
        </Button>
      )}
    </li>
  );
}
