'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WithReason } from '#lib/api/schemas/reason.ts';
import type { Silence, SilenceInput } from '#lib/api/schemas/silences.ts';
import { getJson, sendJson, withParams } from './api.ts';
import type { ApiError } from './api-error.ts';
import { silencesKey } from './keys.ts';

/** They are of several clusters: no poll renews them, and they end by themselves. */
const AGAIN_MS = 5_000;

/** All silences and maintenance windows over clusters that the reader may see. */
export function useSilences() {
  return useQuery<{ items: Silence[] }, ApiError>({
    queryKey: silencesKey,
    queryFn: ({ signal }) => getJson('/api/v1/silences', signal),
    refetchInterval: AGAIN_MS,
  });
}

export function useCreateSilence(onDone: (made: Silence) => void) {
  const queries = useQueryClient();
  return useMutation<{ silence: Silence }, ApiError, SilenceInput>({
    mutationFn: (silence) => sendJson('POST', '/api/v1/silences', silence),
    onSuccess: ({ silence }) => onDone(silence),
    onSettled: () => queries.invalidateQueries({ queryKey: silencesKey }),
  });
}

export function useEndSilence(onDone: () => void) {
  const queries = useQueryClient();
  return useMutation<{ silence: Silence }, ApiError, Pick<Silence, 'id'> & WithReason>({
    mutationFn: ({ id, reason }) =>
      sendJson('DELETE', withParams(`/api/v1/silences/${encodeURIComponent(id)}`, { reason })),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: silencesKey }),
  });
}
