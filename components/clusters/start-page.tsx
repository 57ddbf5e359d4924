'use client';
import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { Bar } from '#components/shell/bar.tsx';
import { ClusterBanner } from '#components/shell/cluster-banner.tsx';
import { InstallationNav } from '#components/shell/nav.tsx';
import { NoGrants } from '#components/shell/no-grants.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { useClusters } from '#lib/client/clusters.ts';
import { ALL_CLUSTERS, overviewPage } from '#lib/client/routes.ts';
import { ClusterTable } from './cluster-table.tsx';

/** Where one arrives: the only cluster's overview, or else the question "which one is burning?". */
export function StartPage() {
  const clusters = useClusters({ asksAgain: true });
  const router = useRouter();
  const askedForAll = useSearchParams().has('all');
  const only = clusters.data?.items.length === 1 && !askedForAll ? clusters.data.items[0] : undefined;

  useEffect(() => {
    if (only) router.replace(overviewPage(only.name));
  }, [only, router]);

  return (
    <>
      <Bar home={ALL_CLUSTERS}>
        <InstallationNav />
      </Bar>
      <ClusterBanner cluster={null} error={clusters.data && clusters.error?.everywhere ? clusters.error : null} />
      <main id="main" tabIndex={-1} className="page outline-none">
        {clusters.error?.code === 'FORBIDDEN' ? (
          <NoGrants />
        ) : (
          <Loaded query={clusters} what="The list of clusters" skeleton={<StartSkeleton />}>
            {(list) => (only ? <StartSkeleton /> : <ClusterTable clusters={list.items} />)}
          </Loaded>
        )}
      </main>
    </>
  );
}

function StartSkeleton() {
  return (
    <div className="flex flex-col gap-3">
      <Skeleton className="h-6 w-96 max-w-full" />
      <Skeleton className="h-4 w-full" />
      <Skeleton className="h-4 w-full" />
    </div>
  );
}
