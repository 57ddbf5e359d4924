import type { ApiError } from '#lib/client/api-error.ts';
import type { BucketAxis } from './buckets.ts';
import type { ChartStatus } from './chart-frame.tsx';

/** The time axis of a bucketed answer of the API. */
export function seriesAxis(answer: {
  from: string;
  bucketMs: number;
  buckets: number;
  observedAt: string | null;
  recordedFrom: string | null;
}): BucketAxis {
  return {
    fromMs: Date.parse(answer.from),
    bucketMs: answer.bucketMs,
    buckets: answer.buckets,
    knownFromMs: answer.recordedFrom === null ? null : Date.parse(answer.recordedFrom),
    knownUntilMs: answer.observedAt === null ? null : Date.parse(answer.observedAt),
  };
}

/** What a chart shows for a query: its values, or why there are none. */
export function seriesStatus(
  query: { data: unknown; error: ApiError | null; isFetching: boolean; refetch: () => unknown },
  values: readonly (readonly (number | null)[])[],
): ChartStatus {
  if (query.data === undefined) {
    if (query.error === null) return { kind: 'loading' };
    return { kind: 'failed', error: query.error, onRetry: () => query.refetch(), retrying: query.isFetching };
  }
  if (values.some((series) => series.some((value) => value !== null))) return { kind: 'ready' };
  return {
    kind: 'empty',
    why: 'Nothing was recorded in this time. History begins with the first poll of the cluster.',
  };
}
