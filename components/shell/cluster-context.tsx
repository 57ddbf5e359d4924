'use client';
import { createContext, type ReactNode, use } from 'react';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';

const ClusterContext = createContext<{ name: string; row: ClusterRow | null } | null>(null);

/** Makes the cluster of the page known to what is in it. */
export function ClusterProvider(props: { name: string; row: ClusterRow | null; children: ReactNode }) {
  return <ClusterContext value={{ name: props.name, row: props.row }}>{props.children}</ClusterContext>;
}

/** The cluster the page is about: its name, and its row in the list of clusters once that is here. */
export function useCluster(): { name: string; row: ClusterRow | null } {
  const cluster = use(ClusterContext);
  if (!cluster) throw new Error('This page stands outside of a cluster');
  return cluster;
}
