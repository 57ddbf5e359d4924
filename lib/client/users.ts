'use client';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WithReason } from '#lib/api/schemas/reason.ts';
import type { ChangedUser, NewUser, User, UserChange } from '#lib/api/schemas/users.ts';
import { sendJson, withParams } from './api.ts';
import type { ApiError } from './api-error.ts';
import { grantsKey, usersKey } from './keys.ts';
import { readWholeList } from './whole-list.ts';

/** Everybody who can sign in, or could. */
export function useUsers() {
  return useQuery(
    queryOptions({
      queryKey: usersKey,
      queryFn: ({ signal }) => readWholeList<User>('/api/v1/users', signal),
    }),
  );
}

/** Makes a user; the answer may have a password, which stays out of the cache. */
export function useCreateUser(onDone: (created: ChangedUser) => void) {
  const queries = useQueryClient();
  return useMutation<ChangedUser, ApiError, NewUser>({
    mutationFn: (user) => sendJson('POST', '/api/v1/users', user),
    gcTime: 0,
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: usersKey }),
  });
}

/** Ends every session of a user. */
export function useSignOutUser(onDone: () => void) {
  const queries = useQueryClient();
  return useMutation<User, ApiError, Pick<User, 'id'> & WithReason>({
    mutationFn: ({ id, reason }) =>
      sendJson('DELETE', withParams(`/api/v1/users/${encodeURIComponent(id)}/sessions`, { reason })),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: usersKey }),
  });
}

/** Changes a user; the answer may have a password, which stays out of the cache. */
export function useChangeUser(onDone: (changed: ChangedUser) => void) {
  const queries = useQueryClient();
  return useMutation<ChangedUser, ApiError, UserChange & Pick<User, 'id'>>({
    mutationFn: ({ id, ...change }) => sendJson('PATCH', `/api/v1/users/${encodeURIComponent(id)}`, change),
    gcTime: 0,
    onSuccess: onDone,
    onSettled: () => {
      queries.invalidateQueries({ queryKey: usersKey });
      queries.invalidateQueries({ queryKey: grantsKey });
    },
  });
}
