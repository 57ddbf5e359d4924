'use client';
import { createContext, type ReactNode, use } from 'react';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import type { ClusterOfPage } from './standing.ts';

const ClusterContext = createContext<ClusterOfPage | null>(null);

/** Makes the cluster of the page known to what is in it. */
export function ClusterProvider(props: {
  name: string;
  row: ClusterRow | null;
  answering?: boolean;
  children: ReactNode;
}) {
  const { name, row, answering = true } = props;
  return <ClusterContext value={{ name, row, answering }}>{props.children}</ClusterContext>;
}

/** The cluster the page is about, and whether the console's own server still answers. */
export function useCluster(): ClusterOfPage {
  const cluster = use(ClusterContext);
  if (!cluster) throw new Error('This page stands outside of a cluster');
  return cluster;
}
