'use client';
import { keepPreviousData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { ApiError } from './api-error.ts';
import { distinctBy, FIRST_PAGE, nextPage, type Page, type PageParam } from './paging.ts';

/** A list of the API as far as it was scrolled. */
export interface PagedList<Row, P> {
  /** Undefined until the first answer. */
  rows: Row[] | undefined;
  /** The first page, as it was last read: totals and counts are its own. */
  newest: P | undefined;
  error: ApiError | null;
  isFetching: boolean;
  isLoadingMore: boolean;
  refetch: () => unknown;
  /** Asks for the page after the last one; nothing happens where there is none, or one is under way. */
  loadMore: () => void;
}

/**
 * Reads a list page after page, sorted and filtered by the server; what was read stays while a new filter is read. Where no poll
 * renews the list, `asksAgainMs` does, as long as the page is looked at.
 */
export function usePagedList<Row, P extends Page<Row>>(
  queryKey: QueryKey,
  fetchPage: (page: PageParam, signal: AbortSignal) => Promise<P>,
  idOf: (row: NoInfer<Row>) => string,
  { asksAgainMs = false }: { asksAgainMs?: number | false } = {},
): PagedList<Row, P> {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: nextPage,
    placeholderData: keepPreviousData,
    refetchInterval: asksAgainMs,
  });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const pages = query.data?.pages;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return {
    rows: useMemo(
      () =>
        pages &&
        distinctBy(
          pages.flatMap((page) => page.items),
          idOf,
        ),
      [pages, idOf],
    ),
    newest: pages?.[0],
    error: query.error,
    isFetching: query.isFetching,
    isLoadingMore: isFetchingNextPage,
    refetch: query.refetch,
    loadMore,
  };
}
