'use client';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { LagSeries, TopicHistory } from '#lib/api/schemas/series.ts';
import { clusterPath, getJson, withParams } from './api.ts';
import { serverNow } from './clock.ts';
import { clusterKey } from './keys.ts';
import { isLive, rangeBounds, rangeKey, type TimeRange } from './time-range.ts';

const MOST_POINTS = 300;
const FEWEST_POINTS = 12;

/**
 * How many points to ask for: no more than a chart can show, and none narrower than a poll, which would draw a gap between
 * any two polls.
 */
export function pointsFor(lengthMs: number, intervalMs: number): number {
  return Math.max(FEWEST_POINTS, Math.min(MOST_POINTS, Math.floor(lengthMs / Math.max(1, intervalMs))));
}

/** `from`, `to` and `points` of a range at the moment of asking: a range that ends now moves along. */
function rangeParams(range: TimeRange, intervalMs: number) {
  const { fromMs, toMs } = rangeBounds(range, serverNow());
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    points: pointsFor(toMs - fromMs, intervalMs),
  };
}

/** A closed range in the past is not asked again with every poll: it cannot change. */
function metaOf(range: TimeRange) {
  return { settled: !isLive(range, serverNow()) };
}

export interface SeriesScope {
  cluster: string;
  range: TimeRange;
  /** How often the cluster is polled. */
  intervalMs: number;
}

/** The lag of a group over time: in all, by topic or by partition. */
export function useLagSeries(scope: SeriesScope & { slug: string; by: LagSeries['by']; enabled?: boolean }) {
  const { cluster, range, intervalMs, slug, by } = scope;
  return useQuery(
    queryOptions({
      queryKey: clusterKey(cluster, 'group', slug, 'lag', by, rangeKey(range), intervalMs),
      queryFn: ({ signal }) => {
        const params = { ...rangeParams(range, intervalMs), by, unit: 'messages' };
        return getJson<LagSeries>(withParams(clusterPath(cluster, 'groups', slug, 'lag'), params), signal);
      },
      enabled: scope.enabled ?? true,
      placeholderData: keepPreviousData,
      meta: metaOf(range),
    }),
  );
}

/** What was produced to a topic and what it retains, over time. */
export function useTopicHistory({ cluster, range, intervalMs, topic }: SeriesScope & { topic: string }) {
  return useQuery(
    queryOptions({
      queryKey: clusterKey(cluster, 'topic', topic, 'history', rangeKey(range), intervalMs),
      queryFn: ({ signal }) => {
        const params = rangeParams(range, intervalMs);
        return getJson<TopicHistory>(withParams(clusterPath(cluster, 'topics', topic, 'history'), params), signal);
      },
      placeholderData: keepPreviousData,
      meta: metaOf(range),
    }),
  );
}
