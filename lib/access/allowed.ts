import { matchesAny } from '#lib/config/name-pattern.ts';
import type { Grant, Principal, TokenUse } from './principal.ts';
import { covers, type Role } from './roles.ts';

/** What somebody wants to do. */
export interface Action {
  /** The least role it takes; `signed-in`: any principal at all, for what is one's own. */
  role: Role | 'signed-in';
  /** Tokens made for this use alone may do it, and no other limited token. */
  use?: TokenUse | undefined;
}

/** The installation: users, grants, and whatever is of no cluster. Only grants over all clusters reach it. */
export const INSTALLATION = '*';

/**
 * Whether the principal may do this: on the cluster of that name, on the INSTALLATION, or (null) somewhere. Whoever answers a
 * request that was allowed somewhere asks again for each cluster that it touches.
 */
export function allowed(principal: Principal, { role, use }: Action, cluster: string | null): boolean {
  if (principal.use !== null && principal.use !== use) return false;
  if (role === 'signed-in') return principal.kind === 'user' || principal.kind === 'token';
  return principal.grants.some((grant) => covers(grant.role, role) && reaches(grant, cluster));
}

function reaches({ clusters }: Grant, cluster: string | null): boolean {
  if (cluster === null) return true;
  if (cluster === INSTALLATION) return clusters === INSTALLATION;
  return matchesAny([clusters], cluster);
}
