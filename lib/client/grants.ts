'use client';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ChangedGrant, Grant, NewGrant, RoleChange } from '#lib/api/schemas/grants.ts';
import type { WithReason } from '#lib/api/schemas/reason.ts';
import { sendJson, withParams } from './api.ts';
import type { ApiError } from './api-error.ts';
import { grantsKey, usersKey } from './keys.ts';
import { readWholeList } from './whole-list.ts';

/** All grants. */
export function useGrants() {
  return useQuery(
    queryOptions({
      queryKey: grantsKey,
      queryFn: ({ signal }) => readWholeList<Grant>('/api/v1/grants', signal),
    }),
  );
}

/** After a change of grants: what they give is shown with the users, too. */
function useRenewal() {
  const queries = useQueryClient();
  return () => {
    queries.invalidateQueries({ queryKey: grantsKey });
    queries.invalidateQueries({ queryKey: usersKey });
  };
}

export function useCreateGrant(onDone: (created: ChangedGrant) => void) {
  const renew = useRenewal();
  return useMutation<ChangedGrant, ApiError, NewGrant>({
    mutationFn: (grant) => sendJson('POST', '/api/v1/grants', grant),
    onSuccess: onDone,
    onSettled: renew,
  });
}

export function useChangeGrant(onDone: (changed: ChangedGrant) => void) {
  const renew = useRenewal();
  return useMutation<ChangedGrant, ApiError, Pick<Grant, 'id'> & RoleChange>({
    mutationFn: ({ id, ...change }) => sendJson('PATCH', `/api/v1/grants/${encodeURIComponent(id)}`, change),
    onSuccess: onDone,
    onSettled: renew,
  });
}

export function useDeleteGrant(onDone: () => void) {
  const renew = useRenewal();
  return useMutation<Grant, ApiError, Pick<Grant, 'id'> & WithReason>({
    mutationFn: ({ id, reason }) =>
      sendJson('DELETE', withParams(`/api/v1/grants/${encodeURIComponent(id)}`, { reason })),
    onSuccess: onDone,
    onSettled: renew,
  });
}
