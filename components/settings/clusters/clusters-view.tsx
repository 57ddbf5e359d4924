'use client';
import { Answer } from '#components/ui/answer.tsx';
import { LoadedIfAllowed } from '#components/ui/forbidden.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { useHashTarget } from '#components/ui/use-hash-target.ts';
import { useSession } from '#lib/client/session.ts';
import { useClusterSettings } from '#lib/client/settings.ts';
import { ClusterSection } from './cluster-section.tsx';
import { clustersAnswer } from './clusters-answer.ts';

/** Is every cluster read, and what stands in the way? */
export function ClustersView() {
  const clusters = useClusterSettings();
  const session = useSession();
  useHashTarget(clusters.data !== undefined);
  const roleOn = (name: string) => session.data?.clusters.find((cluster) => cluster.name === name)?.role ?? null;
  return (
    <LoadedIfAllowed
      query={clusters}
      what="The clusters"
      forWhom="those with a role on some cluster"
      skeleton={<Skeleton className="h-7 w-96 max-w-full" />}
    >
      {({ items }) => (
        <>
          <Answer phrases={clustersAnswer(items)} />
          {items.map((cluster) => (
            <ClusterSection key={cluster.name} cluster={cluster} role={roleOn(cluster.name)} />
          ))}
        </>
      )}
    </LoadedIfAllowed>
  );
}
