'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CheckedSilence, SilenceCheck } from '#lib/api/schemas/silences.ts';
import { sendJson } from './api.ts';
import type { ApiError } from './api-error.ts';
import { silencesKey } from './keys.ts';
import { useDebounced } from './use-debounced.ts';

const AGAIN_MS = 5_000;

/**
 * What a silence that is not made yet would be over. How many incidents that are is null until the server has said it of what is asked
 * now; what is doubtful stays until then. Of one that cannot be nothing is said.
 */
export function useSilenceCheck(asked: SilenceCheck): { firing: number | null; warnings: CheckedSilence['warnings'] } {
  const now = JSON.stringify(asked);
  const settled = useDebounced(now);
  const { data, isError, isPlaceholderData } = useQuery<CheckedSilence, ApiError>({
    queryKey: [...silencesKey, 'check', settled],
    queryFn: () => sendJson('POST', '/api/v1/silences/check', JSON.parse(settled)),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
    gcTime: 0,
    retry: false,
  });
  if (data === undefined || isError) return { firing: null, warnings: [] };
  return { firing: isPlaceholderData || settled !== now ? null : data.firing, warnings: data.warnings };
}
