import type { Principal } from '#lib/access/principal.ts';
import { findUser, type StoredUser } from '#lib/access/users/stored-user.ts';
import type { RequestContext } from './context.ts';
import { ApiProblem } from './problem.ts';
import type { User } from './schemas/users.ts';

/** A user as the API tells it. */
export function userAnswer({ lastSeenAt, createdAt, ...user }: StoredUser, principal: Principal): User {
  return {
    ...user,
    self: principal.kind === 'user' && principal.id === user.id,
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}

/** A user of that id; throws USER_NOT_FOUND. */
export async function userOf({ database, now, sessionIdleMs }: RequestContext, id: string): Promise<StoredUser> {
  const user = await findUser(database, id, now(), sessionIdleMs);
  if (user === null) throw userNotFound(id);
  return user;
}

export const userNotFound = (id: string): ApiProblem => new ApiProblem('USER_NOT_FOUND', `No user has the id ${id}`);
