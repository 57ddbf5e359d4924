'use client';
import type { ReactNode } from 'react';
import { Bar } from '#components/shell/bar.tsx';
import { ClusterBanner } from '#components/shell/cluster-banner.tsx';
import { useClusters } from '#lib/client/clusters.ts';
import { SettingsNav } from './settings-nav.tsx';

/** What stands around every page of the settings: the bar, the list of pages beside them, and the page. */
export function SettingsShell({ children }: { children: ReactNode }) {
  const { error } = useClusters();
  return (
    <>
      <Bar home="/">
        <span className="text-ink-2">
          <span aria-hidden="true" className="mr-3 text-line-strong">
            /
          </span>
          Settings
        </span>
      </Bar>
      <ClusterBanner cluster={null} error={error?.everywhere ? error : null} />
      <div className="md:flex">
        <SettingsNav />
        <main id="main" tabIndex={-1} className="page min-w-0 flex-1 outline-none">
          {children}
        </main>
      </div>
    </>
  );
}
