'use client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { brokerListSchema } from '#lib/api/schemas/brokers.ts';
import { clusterPath, getJson } from './api.ts';
import { clusterKey } from './keys.ts';

export type BrokerList = z.infer<typeof brokerListSchema>;

/** The brokers of a cluster and its controller. */
export function useBrokers(cluster: string) {
  return useQuery(
    queryOptions({
      queryKey: clusterKey(cluster, 'brokers'),
      queryFn: ({ signal }) => getJson<BrokerList>(clusterPath(cluster, 'brokers'), signal),
    }),
  );
}
