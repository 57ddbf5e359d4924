'use client';
import type { GroupCauses } from '#lib/api/schemas/causes.ts';
import { useGroupCauses } from '#lib/client/causes.ts';
import { serverNow } from '#lib/client/clock.ts';
import { isLive } from '#lib/client/time-range.ts';
import { useTimeRange } from '#lib/client/use-time-range.ts';

/** Why a group lags, or lagged. */
export interface CausesShown {
  /** Undefined until they are there. */
  data: GroupCauses | undefined;
  /** They are of the newest poll, not of a past moment. */
  live: boolean;
}

/** Why a group lags at the end of the time that the page shows. */
export function useCausesShown(cluster: string, slug: string): CausesShown {
  const [range] = useTimeRange();
  const atMs = range.kind === 'between' && !isLive(range, serverNow()) ? range.toMs : null;
  return { data: useGroupCauses(cluster, slug, atMs).data, live: atMs === null };
}
