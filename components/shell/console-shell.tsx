'use client';
import type { ReactNode } from 'react';
import { NotFound } from '#components/ui/not-found.tsx';
import { useClusters } from '#lib/client/clusters.ts';
import { overviewPage } from '#lib/client/routes.ts';
import { usePollStream } from '#lib/client/use-poll-stream.ts';
import { Bar } from './bar.tsx';
import { ClusterBanner } from './cluster-banner.tsx';
import { ClusterProvider } from './cluster-context.tsx';
import { ClusterSwitch } from './cluster-switch.tsx';
import { CommandPalette } from './command-palette.tsx';
import { DataAgeBadge } from './data-age-badge.tsx';
import { Nav } from './nav.tsx';
import { NoGrants } from './no-grants.tsx';

/** What stands around every page of a cluster: the bar, what must be known about the data, and the page. */
export function ConsoleShell({ cluster, children }: { cluster: string; children: ReactNode }) {
  const clusters = useClusters();
  const rows = clusters.data?.items ?? [];
  const row = rows.find((candidate) => candidate.name === cluster) ?? null;
  usePollStream(cluster, row?.intervalMs ?? 0);
  const unknown = clusters.data !== undefined && row === null;
  // Whoever may see one cluster may ask for the list.
  const seesNothing = clusters.error?.code === 'FORBIDDEN';
  if (seesNothing) {
    return (
      <>
        <Bar home="/" />
        <main id="main" tabIndex={-1} className="page outline-none">
          <NoGrants />
        </main>
      </>
    );
  }
  return (
    <>
      <Bar
        home={overviewPage(cluster)}
        end={
          <>
            <CommandPalette cluster={cluster} neverRead={row !== null && row.observedAt === null} />
            <DataAgeBadge cluster={row} answering={!clusters.isError} />
          </>
        }
      >
        <ClusterSwitch current={cluster} clusters={rows} />
        <Nav cluster={cluster} />
      </Bar>
      <ClusterBanner cluster={row} error={clusters.error} />
      <main id="main" tabIndex={-1} className="page outline-none">
        {unknown ? (
          <NotFound title={`You see no cluster named ${cluster}`} back={{ href: '/', label: 'All clusters' }}>
            {rows.length === 0
              ? 'No cluster is configured.'
              : `You see ${rows.map((known) => known.name).join(', ')}. Another one is not configured, or needs a grant.`}
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
