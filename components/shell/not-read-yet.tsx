'use client';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { NotFound } from '#components/ui/not-found.tsx';
import { readableName } from '#lib/client/readable-name.ts';
import { useCluster } from './cluster-context.tsx';

/** What stands in place of a list of a cluster of which nothing was ever read: it is not empty, it is unknown. */
export function NothingReadYet({ things }: { things: string }) {
  const { name } = useCluster();
  return (
    <EmptyState title="Not known yet">
      The {things} of {name} appear here as soon as one of its brokers has answered. The page looks by itself.
    </EmptyState>
  );
}

/** What stands in place of one group or topic there: it may exist. */
export function UnknownYet(props: { kind: 'group' | 'topic'; name: string; back: { href: string; label: string } }) {
  const { name: cluster } = useCluster();
  return (
    <NotFound
      title={`Whether ${cluster} has the ${props.kind} ${readableName(props.name)} is not known yet`}
      back={props.back}
    >
      Nothing of {cluster} could be read so far. The {props.kind} appears here as soon as a broker has answered and
      knows it; the page looks by itself.
    </NotFound>
  );
}
