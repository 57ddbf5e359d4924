'use client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { GroupDetail, GroupRow, groupPageSchema } from '#lib/api/schemas/groups.ts';
import type { Status } from '#lib/api/schemas/status.ts';
import { clusterPath, getJson, withParams } from './api.ts';
import { clusterKey } from './keys.ts';
import { type PagedList, usePagedList } from './paged-list.ts';
import { allPages, type PageParam } from './paging.ts';

export type GroupPage = z.infer<typeof groupPageSchema>;

export interface GroupListFilter {
  search: string;
  /** As the API takes it: `danger`, `-lag`. */
  sort: string;
  /** Only groups in this status; null for all. */
  status: Status | null;
}

/** One page of the groups of a cluster. */
function fetchGroups(cluster: string, filter: GroupListFilter, page: PageParam, signal?: AbortSignal) {
  return getJson<GroupPage>(withParams(clusterPath(cluster, 'groups'), { ...filter, ...page }), signal);
}

/** The groups of a cluster, page after page, sorted and filtered by the server. */
export function useGroups(cluster: string, filter: GroupListFilter): PagedList<GroupRow, GroupPage> {
  return usePagedList(
    clusterKey(cluster, 'groups', filter),
    (page, signal) => fetchGroups(cluster, filter, page, signal),
    groupIdOf,
  );
}

/** The id of a group's row. */
export function groupIdOf(row: { group: string }): string {
  return row.group;
}

/** All groups that match, for a file. */
export function fetchAllGroups(cluster: string, filter: GroupListFilter): Promise<GroupRow[]> {
  return allPages((page) => fetchGroups(cluster, filter, page));
}

/** One group with its partitions and members. */
export function useGroup(cluster: string, slug: string) {
  return useQuery(
    queryOptions({
      queryKey: clusterKey(cluster, 'group', slug),
      queryFn: ({ signal }) => getJson<GroupDetail>(clusterPath(cluster, 'groups', slug), signal),
    }),
  );
}
