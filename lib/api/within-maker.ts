import { tokenById } from '#lib/access/granting/find-grantee.ts';
import type { Grantee } from '#lib/access/granting/stored-grant.ts';
import type { Grant } from '#lib/access/principal.ts';
import { isWithin } from '#lib/access/within.ts';
import type { RequestContext } from './context.ts';
import { ApiProblem } from './problem.ts';

/**
 * The token of that id, which is to have this grant; null where there is none that holds. Throws BEYOND_OWN_RIGHTS where its maker
 * has less: the grant would be cut down at each use, and promise what it does not give.
 */
export async function tokenForGrant(
  { database, now }: RequestContext,
  id: string,
  grant: Grant,
): Promise<Grantee | null> {
  const found = await tokenById(database, id, now());
  if (found === null) return null;
  const { token, limit } = found;
  if (limit === null || isWithin(grant, limit)) return token;
  const message = `whoever made ${token.name} is not ${grant.role} on ${grant.clusters}`;
  throw new ApiProblem('BEYOND_OWN_RIGHTS', `A token may do at most what its maker may: ${message}`, {
    errors: [{ parameter: 'role', message }],
  });
}
