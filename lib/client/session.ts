'use client';
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import type { SessionDto } from '#lib/api/schemas/session.ts';
import { getJson, sendJson } from './api.ts';
import type { ApiError } from './api-error.ts';
import { sessionKey } from './keys.ts';

/** Who is signed in, and what that one may do. */
export function useSession() {
  return useQuery(
    queryOptions({
      queryKey: sessionKey,
      queryFn: ({ signal }) => getJson<SessionDto>('/api/v1/session', signal),
      staleTime: 30_000,
    }),
  );
}

/** Whether there is anything in the audit log that this one may see: of a cluster it takes an operator. */
export function mayReadAudit(session: SessionDto | undefined): boolean {
  return session?.clusters.some(({ role }) => role !== 'viewer') ?? false;
}

/** Whether somebody has a role, or a higher one, on all clusters and with them the installation. */
export function hasEverywhere(session: SessionDto | undefined, role: 'operator' | 'admin'): boolean {
  const enough = role === 'operator' ? ['operator', 'admin'] : ['admin'];
  return session?.grants.some((grant) => grant.clusters === '*' && enough.includes(grant.role)) ?? false;
}

/** Whether somebody may change something on a cluster. */
export function mayOperate(session: SessionDto | undefined, cluster: string): boolean {
  return session?.clusters.some(({ name, role }) => name === cluster && role !== 'viewer') ?? false;
}

export interface Credentials {
  email: string;
  password: string;
}

/** Signs in by password; then `goOn`, with a page that is loaded anew, as all that was read belongs to somebody else. */
export function useSignIn(goOn: () => void) {
  return useMutation<unknown, ApiError, Credentials>({
    mutationFn: (credentials) => sendJson('POST', '/api/v1/session', credentials),
    // A password is not kept once it was sent.
    gcTime: 0,
    onSuccess: goOn,
  });
}

/** Makes the first admin, who is signed in then. */
export function useSetup(token: string, goOn: () => void) {
  return useMutation<unknown, ApiError, Credentials>({
    mutationFn: (credentials) => sendJson('POST', '/api/v1/setup', { token, ...credentials }),
    gcTime: 0,
    onSuccess: goOn,
  });
}

/** Ends the session of this browser. */
export function useSignOut(goOn: () => void) {
  return useMutation<unknown, ApiError, void>({
    mutationFn: () => sendJson('DELETE', '/api/v1/session'),
    onSuccess: goOn,
    // Over already: there is nothing to sign out of.
    onError: (error) => error.status === 401 && goOn(),
  });
}
