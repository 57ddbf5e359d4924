'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { withParams } from './api.ts';
import { clusterKey, clusterListKey } from './keys.ts';
import { followPolls } from './poll-stream.ts';

/** Renews what is on screen with every poll of the cluster. Once per page, in the shell. */
export function usePollStream(cluster: string): void {
  const client = useQueryClient();
  useEffect(
    () =>
      followPolls({
        url: withParams('/api/v1/stream', { cluster }),
        onNewer: () => {
          // Only what is on screen is asked again; the rest is renewed when it is looked at.
          client.invalidateQueries({ queryKey: clusterListKey });
          client.invalidateQueries({
            queryKey: clusterKey(cluster),
            predicate: (query) => query.meta?.settled !== true,
          });
        },
      }),
    [client, cluster],
  );
}
