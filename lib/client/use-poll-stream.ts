'use client';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { withParams } from './api.ts';
import { clusterKey, clusterListKey } from './keys.ts';
import { followPolls } from './poll-stream.ts';

const OVERDUE_POLLS = 1.5;

/**
 * Asks again for what is on screen of a cluster; the rest is renewed when it is looked at. A question that is still under
 * way is left alone: begun anew with every poll it would never get to say that it fails.
 */
export function renewCluster(client: QueryClient, cluster: string): void {
  const leaveRunning = { cancelRefetch: false };
  client.invalidateQueries({ queryKey: clusterListKey }, leaveRunning);
  client.invalidateQueries(
    { queryKey: clusterKey(cluster), predicate: (query) => query.meta?.settled !== true },
    leaveRunning,
  );
}

/**
 * Renews what is on screen with every poll of the cluster, and when a poll is overdue. `intervalMs` is that of its polls.
 * Once per page, in the shell.
 */
export function usePollStream(cluster: string, intervalMs: number): void {
  const client = useQueryClient();
  const interval = useRef(intervalMs);
  useEffect(() => {
    interval.current = intervalMs;
  }, [intervalMs]);
  useEffect(
    () =>
      followPolls({
        url: withParams('/api/v1/stream', { cluster }),
        onNewer: () => renewCluster(client, cluster),
        quietMs: () => OVERDUE_POLLS * interval.current,
      }),
    [client, cluster],
  );
}
