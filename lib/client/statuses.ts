'use client';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { GroupStatuses } from '#lib/api/schemas/status.ts';
import { clusterPath, getJson, withParams } from './api.ts';
import { serverNow } from './clock.ts';
import { clusterKey } from './keys.ts';
import { isLive, rangeBounds, rangeKey, type TimeRange } from './time-range.ts';

/** How the status of a group went over a range. */
export function useGroupStatuses(cluster: string, slug: string, range: TimeRange) {
  return useQuery(
    queryOptions({
      queryKey: clusterKey(cluster, 'group', slug, 'statuses', rangeKey(range)),
      queryFn: ({ signal }) => {
        const { fromMs, toMs } = rangeBounds(range, serverNow());
        const params = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
        return getJson<GroupStatuses>(withParams(clusterPath(cluster, 'groups', slug, 'statuses'), params), signal);
      },
      placeholderData: keepPreviousData,
      meta: { settled: !isLive(range, serverNow()) },
    }),
  );
}
