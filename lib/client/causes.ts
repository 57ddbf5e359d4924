'use client';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { GroupCauses } from '#lib/api/schemas/causes.ts';
import { clusterPath, getJson, withParams } from './api.ts';
import { clusterKey } from './keys.ts';

/** Why a group lags, or lagged at a past moment; null asks about the newest poll. A past moment is settled. */
export function useGroupCauses(cluster: string, slug: string, atMs: number | null) {
  return useQuery(
    queryOptions({
      queryKey: clusterKey(cluster, 'group', slug, 'causes', atMs),
      queryFn: ({ signal }) => {
        const at = atMs === null ? null : new Date(atMs).toISOString();
        return getJson<GroupCauses>(withParams(clusterPath(cluster, 'groups', slug, 'causes'), { at }), signal);
      },
      placeholderData: keepPreviousData,
      meta: { settled: atMs !== null },
    }),
  );
}
