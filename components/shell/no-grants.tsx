'use client';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { useSession } from '#lib/client/session.ts';

/** What somebody sees who is signed in and may see nothing: what to ask for, and whom. */
export function NoGrants() {
  const name = useSession().data?.who?.name;
  return (
    <EmptyState title="You may not see any cluster yet">
      Ask an admin of this Tidemark for the role <b className="font-medium">viewer</b> on the clusters that you need. It
      is given under Settings, Grants, to {name ? <b className="font-medium">{name}</b> : 'you'} or to one of your
      groups, and counts at once.
    </EmptyState>
  );
}
