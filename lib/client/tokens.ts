'use client';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WithReason } from '#lib/api/schemas/reason.ts';
import type { CreatedToken, NewToken, Token } from '#lib/api/schemas/tokens.ts';
import { sendJson, withParams } from './api.ts';
import type { ApiError } from './api-error.ts';
import { grantsKey, tokensKey } from './keys.ts';
import { readWholeList, type WholeList } from './whole-list.ts';

/** The tokens that the reader may see. */
export function useTokens() {
  return useQuery(
    queryOptions({
      queryKey: tokensKey,
      queryFn: ({ signal }) => readWholeList<Token>('/api/v1/tokens', signal),
    }),
  );
}

/** Makes a token; its answer has the secret, which stays out of the cache. */
export function useCreateToken(onDone: (created: CreatedToken) => void) {
  const queries = useQueryClient();
  return useMutation<CreatedToken, ApiError, NewToken>({
    mutationFn: (token) => sendJson('POST', '/api/v1/tokens', token),
    gcTime: 0,
    onSuccess: (created) => {
      // At once, as the secret is shown beside the list.
      queries.setQueryData<WholeList<Token>>(tokensKey, (list) => list && { items: [created.token, ...list.items] });
      onDone(created);
      queries.invalidateQueries({ queryKey: tokensKey });
      queries.invalidateQueries({ queryKey: grantsKey });
    },
  });
}

/** Ends a token. */
export function useRevokeToken(onDone: () => void) {
  const queries = useQueryClient();
  return useMutation<Token, ApiError, Pick<Token, 'id'> & WithReason>({
    mutationFn: ({ id, reason }) =>
      sendJson('DELETE', withParams(`/api/v1/tokens/${encodeURIComponent(id)}`, { reason })),
    onSuccess: onDone,
    // Also where it failed: somebody else may have ended it.
    onSettled: () => queries.invalidateQueries({ queryKey: tokensKey }),
  });
}
