'use client';
import { ChevronDown } from 'lucide-react';
import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { TONE_INK } from '#components/status/tone.ts';
import { Button } from '#components/ui/button.tsx';
import { StatusIcon } from '#components/ui/icon.tsx';
import { Menu, MenuGroup, MenuLinkItem } from '#components/ui/menu.tsx';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import { ALL_CLUSTERS, samePageOf } from '#lib/client/routes.ts';
import { clusterHealth } from './cluster-health.ts';

/** Which cluster the page is about, and the way to the same page of another one. */
export function ClusterSwitch({ current, clusters }: { current: string; clusters: readonly ClusterRow[] }) {
  const path = usePathname();
  const search = useSearchParams().toString();
  const suffix = search === '' ? '' : `?${search}`;
  return (
    <Menu
      trigger={
        <Button className="max-w-[40vw] flex-initial md:max-w-64">
          <span className="truncate">{current}</span>
          <ChevronDown aria-hidden="true" className="size-3.5 flex-none" />
          <span className="sr-only">, switch cluster</span>
        </Button>
      }
    >
      <MenuGroup label="Clusters">
        {clusters.map((cluster) => {
          const health = clusterHealth(cluster);
          return (
            <MenuLinkItem
              key={cluster.name}
              link={
                <Link
                  href={`${samePageOf(cluster.name, path)}${suffix}`}
                  prefetch={false}
                  aria-current={cluster.name === current ? 'true' : undefined}
                />
              }
            >
              <StatusIcon shape={health.shape} className={TONE_INK[health.tone]} />
              <span className={cluster.name === current ? 'font-medium' : ''}>{cluster.name}</span>
              <span className="ml-auto pl-4 text-sm text-ink-3">{health.word}</span>
            </MenuLinkItem>
          );
        })}
      </MenuGroup>
      <div className="mt-1 border-t pt-1">
        <MenuLinkItem link={<Link href={ALL_CLUSTERS} prefetch={false} />}>All clusters</MenuLinkItem>
      </div>
    </Menu>
  );
}
