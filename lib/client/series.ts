'use client';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { GroupBaseline, GroupRates, LagSeries, TopicHistory } from '#lib/api/schemas/series.ts';
import { clusterPath, getJson, withParams } from './api.ts';
import { serverNow } from './clock.ts';
import { clusterKey } from './keys.ts';
import { isLive, rangeBounds, rangeKey, type TimeRange } from './time-range.ts';

const MOST_POINTS = 300;
const FEWEST_POINTS = 12;
/** Commits come in steps: a rate over fewer polls than these give jumps from one to the next. */
const MOST_RATE_POINTS = 120;

/**
 * How many points to ask for: no more than a chart can show, and none narrower than a poll, which would draw a gap between
 * any two polls.
 */
export function pointsFor(lengthMs: number, intervalMs: number): number {
  return Math.max(FEWEST_POINTS, Math.min(MOST_POINTS, Math.floor(lengthMs / Math.max(1, intervalMs))));
}

/** `from`, `to` and `points` of a range at the moment of asking: a range that ends now moves along. */
function rangeParams(range: TimeRange, intervalMs: number, mostPoints = MOST_POINTS) {
  const { fromMs, toMs } = rangeBounds(range, serverNow());
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    points: Math.min(mostPoints, pointsFor(toMs - fromMs, intervalMs)),
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

type LagScope = SeriesScope & { slug: string; by: LagSeries['by']; unit: LagSeries['unit']; enabled?: boolean };

/** The lag of a group over time: in all, by topic or by partition; in messages or in seconds. */
export function useLagSeries(scope: LagScope) {
  const { cluster, range, intervalMs, slug, by, unit } = scope;
  return useQuery(
    queryOptions({
      queryKey: clusterKey(cluster, 'group', slug, 'lag', by, unit, rangeKey(range), intervalMs),
      queryFn: ({ signal }) => {
        const params = { ...rangeParams(range, intervalMs), by, unit };
        return getJson<LagSeries>(withParams(clusterPath(cluster, 'groups', slug, 'lag'), params), signal);
      },
      enabled: scope.enabled ?? true,
      placeholderData: keepPreviousData,
      meta: metaOf(range),
    }),
  );
}

/** A baseline is asked for so much further than now, and again only when that is over: it moves with the days. */
const BASELINE_AHEAD_SHARE = 1 / 12;
const LEAST_AHEAD_MS = 300_000;
/** Over more than a day the days before would be much of the chart itself. */
const LONGEST_BASELINE_MS = 86_400_000;

/** What lag of a group is usual at the times of a range. */
export function useGroupBaseline(scope: SeriesScope & { slug: string; enabled: boolean }) {
  const { cluster, range, intervalMs, slug, enabled } = scope;
  const bounds = rangeBounds(range, serverNow());
  const lengthMs = bounds.toMs - bounds.fromMs;
  const aheadMs = Math.max(LEAST_AHEAD_MS, Math.round(lengthMs * BASELINE_AHEAD_SHARE));
  const untilMs = isLive(range, serverNow()) ? (Math.floor(bounds.toMs / aheadMs) + 1) * aheadMs : bounds.toMs;
  return useQuery(
    queryOptions({
      queryKey: clusterKey(cluster, 'group', slug, 'baseline', rangeKey(range), intervalMs, untilMs),
      queryFn: ({ signal }) => {
        const [from, to] = [bounds.fromMs, untilMs].map((ms) => new Date(ms).toISOString());
        const params = { from, to, points: pointsFor(lengthMs, intervalMs) };
        return getJson<GroupBaseline>(withParams(clusterPath(cluster, 'groups', slug, 'baseline'), params), signal);
      },
      enabled: enabled && lengthMs <= LONGEST_BASELINE_MS,
      placeholderData: keepPreviousData,
      meta: { settled: true },
    }),
  );
}

/** What came to a group's partitions and what it consumed, over time. */
export function useGroupRates({ cluster, range, intervalMs, slug }: SeriesScope & { slug: string }) {
  return useQuery(
    queryOptions({
      queryKey: clusterKey(cluster, 'group', slug, 'rates', rangeKey(range), intervalMs),
      queryFn: ({ signal }) => {
        const params = rangeParams(range, intervalMs, MOST_RATE_POINTS);
        return getJson<GroupRates>(withParams(clusterPath(cluster, 'groups', slug, 'rates'), params), signal);
      },
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
