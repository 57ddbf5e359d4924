'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { RulePreview } from '#lib/api/schemas/rule-preview.ts';
import { sendJson } from './api.ts';
import type { ApiError } from './api-error.ts';

/** What is known by now of when a rule would have fired. */
export interface KnownPreview extends Omit<RulePreview, 'next'> {
  /** All groups were looked at. */
  isWhole: boolean;
}

/**
 * When a rule would have fired, part by part until all groups were looked at. `asked` is a RulePreviewInput as JSON; empty: there is
 * nothing to ask yet.
 */
export function useRulePreview(asked: string): { data: KnownPreview | null; error: ApiError | null } {
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery({
    queryKey: ['rule-preview', asked],
    queryFn: ({ pageParam }): Promise<RulePreview> =>
      sendJson('POST', '/api/v1/rules/preview', { ...JSON.parse(asked), after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: asked !== '',
    // The past does not change while somebody looks at it.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  useEffect(() => {
    if (hasNextPage && !isFetching && error === null) void fetchNextPage();
  }, [hasNextPage, isFetching, error, fetchNextPage]);
  return { data: data === undefined ? null : joined(data.pages, !hasNextPage), error: error as ApiError | null };
}

function joined(parts: readonly RulePreview[], isWhole: boolean): KnownPreview | null {
  const [first] = parts;
  if (first === undefined) return null;
  const { next: _, ...known } = first;
  return {
    ...known,
    looked: parts.reduce((sum, { looked }) => sum + looked, 0),
    targets: parts.flatMap(({ targets }) => targets),
    isWhole,
  };
}
