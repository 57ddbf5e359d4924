'use client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ClusterOverview, clusterListSchema } from '#lib/api/schemas/clusters.ts';
import { clusterPath, getJson } from './api.ts';
import { clusterKey, clusterListKey } from './keys.ts';

export type ClusterList = z.infer<typeof clusterListSchema>;

/** All clusters with their health; also what the bar of every page shows. */
export function useClusters() {
  return useQuery(
    queryOptions({
      queryKey: clusterListKey,
      queryFn: ({ signal }) => getJson<ClusterList>('/api/v1/clusters', signal),
    }),
  );
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
