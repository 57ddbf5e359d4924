'use client';
import { queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { TopicDetail, TopicRow, topicPageSchema } from '#lib/api/schemas/topics.ts';
import { clusterPath, getJson, withParams } from './api.ts';
import { clusterKey } from './keys.ts';
import { type PagedList, usePagedList } from './paged-list.ts';
import { allPages, type PageParam } from './paging.ts';

export type TopicPage = z.infer<typeof topicPageSchema>;

export interface TopicListFilter {
  search: string;
  /** As the API takes it: `danger`, `-size`. */
  sort: string;
}

/** One page of the topics of a cluster. */
function fetchTopics(cluster: string, filter: TopicListFilter, page: PageParam, signal?: AbortSignal) {
  return getJson<TopicPage>(withParams(clusterPath(cluster, 'topics'), { ...filter, ...page }), signal);
}

/** The topics of a cluster, page after page, sorted and filtered by the server. */
export function useTopics(cluster: string, filter: TopicListFilter): PagedList<TopicRow, TopicPage> {
  return usePagedList(
    clusterKey(cluster, 'topics', filter),
    (page, signal) => fetchTopics(cluster, filter, page, signal),
    topicNameOf,
  );
}

/** The id of a topic's row. */
export function topicNameOf(row: { name: string }): string {
  return row.name;
}

/** All topics that match, for a file. */
export function fetchAllTopics(cluster: string, filter: TopicListFilter): Promise<TopicRow[]> {
  return allPages((page) => fetchTopics(cluster, filter, page));
}

function topicOptions(cluster: string, topic: string) {
  return queryOptions({
    queryKey: clusterKey(cluster, 'topic', topic),
    queryFn: ({ signal }) => getJson<TopicDetail>(clusterPath(cluster, 'topics', topic), signal),
  });
}

/** One topic with its partitions, groups and configuration. */
export function useTopic(cluster: string, topic: string) {
  return useQuery(topicOptions(cluster, topic));
}

/** Several topics with their partitions; those that are not here yet are left out, `failed` counts those that will not be. */
export function useTopicsByName(
  cluster: string,
  names: readonly string[],
): { topics: TopicDetail[]; pending: boolean; failed: number } {
  return useQueries({
    queries: names.map((name) => topicOptions(cluster, name)),
    combine: (results) => ({
      topics: results.flatMap((result) => (result.data ? [result.data] : [])),
      pending: results.some((result) => result.isPending),
      failed: results.filter((result) => result.isError && result.data === undefined).length,
    }),
  });
}
