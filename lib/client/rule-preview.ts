'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { RulePreview } from '#lib/api/schemas/rule-preview.ts';
import { askJson } from './api.ts';
import type { ApiError } from './api-error.ts';

type Target = RulePreview['targets'][number];

/** As many as one part has of a target. */
const MOST_FIRINGS = 50;

/** What is known by now of when a rule would have fired. */
export interface KnownPreview extends Omit<RulePreview, 'next'> {
  /** All groups were looked at. */
  isWhole: boolean;
}

/**
 * When a rule would have fired, part by part until all groups were looked at. `asked` is a RulePreviewInput as JSON; empty: there is
 * nothing to ask yet. What is asked no more is given up, also on the server.
 */
export function useRulePreview(asked: string): { data: KnownPreview | null; error: ApiError | null } {
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery({
    queryKey: ['rule-preview', asked],
    queryFn: ({ pageParam, signal }): Promise<RulePreview> =>
      askJson('/api/v1/rules/preview', { ...JSON.parse(asked), after: pageParam }, signal),
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
    reached: parts.at(-1)?.reached ?? null,
    targets: targetsOf(parts),
    isWhole,
  };
}

/** Each once, however many parts it is in. */
function targetsOf(parts: readonly RulePreview[]): Target[] {
  const byName = Map.groupBy(
    parts.flatMap(({ targets }) => targets),
    ({ group, topic, broker }) => JSON.stringify([group, topic, broker]),
  );
  return [...byName.values()].flatMap((of) => {
    const [first] = of;
    if (first === undefined || of.length === 1) return of;
    const sum = (numberOf: (one: Target) => number) => of.reduce((total, one) => total + numberOf(one), 0);
    const firings = of.flatMap((one) => one.firings).slice(-MOST_FIRINGS);
    return [{ ...first, count: sum(({ count }) => count), seconds: sum(({ seconds }) => seconds), firings }];
  });
}
