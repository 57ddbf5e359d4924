'use client';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { OwnSessionDto } from '#lib/api/schemas/session.ts';
import { getJson, sendJson } from './api.ts';
import type { ApiError } from './api-error.ts';
import { ownSessionsKey } from './keys.ts';

/** Where one is signed in. */
export function useOwnSessions() {
  return useQuery(
    queryOptions({
      queryKey: ownSessionsKey,
      queryFn: ({ signal }) => getJson<{ items: OwnSessionDto[] }>('/api/v1/sessions', signal),
    }),
  );
}

/** Ends one of one's own sessions. */
export function useEndSession() {
  const queries = useQueryClient();
  return useMutation<unknown, ApiError, OwnSessionDto>({
    mutationFn: ({ id }) => sendJson('DELETE', `/api/v1/sessions/${encodeURIComponent(id)}`),
    onSettled: () => queries.invalidateQueries({ queryKey: ownSessionsKey }),
  });
}

export interface PasswordChange {
  currentPassword: string;
  newPassword: string;
}

/** Gives oneself another password, which stays out of the cache; all other sessions end. */
export function useChangePassword(onDone: () => void) {
  const queries = useQueryClient();
  return useMutation<unknown, ApiError, PasswordChange>({
    mutationFn: (change) => sendJson('PUT', '/api/v1/me/password', change),
    gcTime: 0,
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: ownSessionsKey }),
  });
}
