'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { NotFound } from '#components/ui/not-found.tsx';
import { useClusters } from '#lib/client/clusters.ts';
import { overviewPage } from '#lib/client/routes.ts';
import { usePollStream } from '#lib/client/use-poll-stream.ts';
import { ClusterBanner } from './cluster-banner.tsx';
import { ClusterProvider } from './cluster-context.tsx';
import { ClusterSwitch } from './cluster-switch.tsx';
import { CommandPalette } from './command-palette.tsx';
import { DataAgeBadge } from './data-age-badge.tsx';
import { Mark } from './mark.tsx';
import { Nav } from './nav.tsx';
import { ThemeMenu } from './theme-menu.tsx';

/** What stands around every page of a cluster: the bar, what must be known about the data, and the page. */
export function ConsoleShell({ cluster, children }: { cluster: string; children: ReactNode }) {
  const clusters = useClusters();
  const rows = clusters.data?.items ?? [];
  const row = rows.find((candidate) => candidate.name === cluster) ?? null;
  usePollStream(cluster, row?.intervalMs ?? 0);
  const unknown = clusters.data !== undefined && row === null;
  return (
    <>
      <header className="sticky top-0 z-20 flex min-h-(--bar) flex-wrap items-center gap-x-3 border-b bg-bar px-(--gutter) max-md:pt-2 md:h-(--bar) md:flex-nowrap lg:gap-x-4">
        <a
          href="#main"
          className="fixed top-1 left-1 z-50 -translate-y-16 rounded-sm bg-accent px-3 py-1.5 text-on-accent focus:translate-y-0"
        >
          Skip to content
        </a>
        <Link href={overviewPage(cluster)} prefetch={false} className="flex items-center gap-2 text-lg font-semibold">
          <Mark />
          <span className="max-md:sr-only">Tidemark</span>
        </Link>
        <ClusterSwitch current={cluster} clusters={rows} />
        <Nav cluster={cluster} />
        <div className="ml-auto flex items-center gap-2 lg:gap-4">
          <CommandPalette cluster={cluster} neverRead={row !== null && row.observedAt === null} />
          <DataAgeBadge cluster={row} answering={!clusters.isError} />
          <ThemeMenu />
        </div>
      </header>
      <ClusterBanner cluster={row} error={clusters.error} />
      <main id="main" tabIndex={-1} className="page outline-none">
        {unknown ? (
          <NotFound title={`There is no cluster named ${cluster}`} back={{ href: '/', label: 'All clusters' }}>
            {rows.length === 0
              ? 'No cluster is configured.'
              : `Configured: ${rows.map((known) => known.name).join(', ')}.`}
          </NotFound>
        ) : (
          <ClusterProvider name={cluster} row={row} answering={!clusters.isError}>
            {children}
          </ClusterProvider>
        )}
      </main>
    </>
  );
}
