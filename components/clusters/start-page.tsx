'use client';
import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { Mark } from '#components/shell/mark.tsx';
import { ThemeMenu } from '#components/shell/theme-menu.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { useClusters } from '#lib/client/clusters.ts';
import { overviewPage } from '#lib/client/routes.ts';
import { ClusterTable } from './cluster-table.tsx';

/** Where one arrives: the only cluster's overview, or else the question "which one is burning?". */
export function StartPage() {
  const clusters = useClusters();
  const router = useRouter();
  const askedForAll = useSearchParams().has('all');
  const only = clusters.data?.items.length === 1 && !askedForAll ? clusters.data.items[0] : undefined;

  useEffect(() => {
    if (only) router.replace(overviewPage(only.name));
  }, [only, router]);

  return (
    <>
      <header className="flex h-(--bar) items-center gap-2 border-b bg-bar px-(--gutter) text-lg font-semibold">
        <Mark />
        Tidemark
        <span className="ml-auto">
          <ThemeMenu />
        </span>
      </header>
      <main className="page">
        <Loaded query={clusters} what="The list of clusters" skeleton={<StartSkeleton />}>
          {(list) => (only ? <StartSkeleton /> : <ClusterTable clusters={list.items} />)}
        </Loaded>
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
