'use client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ClusterOverview, clusterListSchema } from '#lib/api/schemas/clusters.ts';
import { clusterPath, getJson } from './api.ts';
import { clusterKey, clusterListKey } from './keys.ts';

export type ClusterList = z.infer<typeof clusterListSchema>;

/**
 * All clusters with their health; also what the bar of every page shows. Beside a poll stream, which is of one cluster, they
 * need not be asked for; where there is none `asksAgain` does so about once per poll, as long as the page is looked at.
 */
export function useClusters({ asksAgain = false }: { asksAgain?: boolean } = {}) {
  return useQuery(
    queryOptions({
      queryKey: clusterListKey,
      queryFn: ({ signal }) => getJson<ClusterList>('/api/v1/clusters', signal),
      refetchInterval: (query) => asksAgain && askAgainMs(query.state.data),
    }),
  );
}

const ASK_AT_MOST_EVERY_MS = 2_000;
const ASK_AT_LEAST_EVERY_MS = 10_000;

/** As often as the cluster that is polled most, within bounds. */
function askAgainMs(clusters: ClusterList | undefined): number {
  const shortestMs = Math.min(ASK_AT_LEAST_EVERY_MS, ...(clusters?.items ?? []).map(({ intervalMs }) => intervalMs));
  return Math.max(ASK_AT_MOST_EVERY_MS, shortestMs);
}

/** The overview of one cluster. */
export function useClusterOverview(cluster: string) {
  return useQuery(
    queryOptions({
      queryKey: clusterKey(cluster, 'overview'),
      queryFn: ({ signal }) => getJson<ClusterOverview>(clusterPath(cluster), signal),
    }),
  );
}
