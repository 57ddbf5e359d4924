import type { AuditLog } from '#lib/access/audit/contract.ts';
import type { Proof } from '#lib/access/authenticate.ts';
import { hasSignInHeader, type NamedUser, type SignInHeaders, userNamedIn } from '#lib/access/header-sign-in.ts';
import { findHeaderUser, type HeaderUser, keepHeaderUser } from '#lib/access/identity/header-user.ts';
import type { Principal } from '#lib/access/principal.ts';
import type { Config } from '#lib/config/load.ts';
import type { Database } from '#lib/db/database.ts';
import { withinRanges } from './addresses.ts';
import { NOBODY } from './admission.ts';
import type { ApiContext } from './context.ts';
import { makeChange } from './make-change.ts';
import { originOf } from './origin.ts';
import { connectionFrom } from './peer-address.ts';
import { ApiProblem } from './problem.ts';
import { requestIdOf } from './standard-headers.ts';

export interface HeaderSignIn extends SignInHeaders {
  /** Whether the word of whoever has that address counts. */
  isProxy: (address: string) => boolean;
}

/** Sign-in by header as it is set; null where there is none. */
export function headerSignInOf({ userHeader, groupsHeader, proxies }: Config['headerSignIn']): HeaderSignIn | null {
  return userHeader === null ? null : { userHeader, groupsHeader, isProxy: withinRanges(proxies) };
}

const isOfProxy = (request: Request, { isProxy }: HeaderSignIn): boolean => {
  const { peer } = connectionFrom(request);
  return peer !== null && isProxy(peer);
};

/**
 * Throws HEADER_REFUSED for a request that says who asks though it is not for it to say: it went round the proxy, or the proxy is
 * not set up as it must be. To pass over the header would hide both.
 */
export function refuseForeignHeader(request: Request, settings: HeaderSignIn): void {
  if (!hasSignInHeader(request.headers, settings)) return;
  if (!isOfProxy(request, settings)) {
    throw new ApiProblem(
      'HEADER_REFUSED',
      `Leave the header ${settings.userHeader} out: it counts from the proxies in TIDEMARK_HEADER_PROXIES alone`,
    );
  }
  if (userNamedIn(request.headers, settings) === 'malformed') {
    throw new ApiProblem(
      'HEADER_REFUSED',
      `The header ${settings.userHeader} names no one user: the proxy must take off what it got before it writes its own`,
    );
  }
}

/** Whose word it is that somebody is there. */
const PROXY: Principal = { ...NOBODY, kind: 'system', id: 'proxy', name: 'proxy' };

export interface HeaderProofOptions {
  database: Database;
  audit: AuditLog;
  log: ApiContext['log'];
  now: () => Date;
}

/** The user whom a proxy named. One whom nobody knew is made, and changed groups are kept; the audit log has both. */
export function headerProof(settings: HeaderSignIn, { database, audit, log, now }: HeaderProofOptions): Proof {
  // A browser sends many requests at once: one of them keeps what all of them say.
  const keeping = new Map<string, Promise<void>>();

  async function keep(before: HeaderUser | null, { user, groups }: NamedUser, request: Request): Promise<void> {
    const origin = originOf(request, requestIdOf(request));
    await makeChange(
      before === null ? 'user.create' : 'user.change',
      {
        cluster: null,
        target: user,
        reason: null,
        before: before && { groups: before.groups },
        after: { groups: groups ?? [] },
        act: async () => ({ answer: await keepHeaderUser(database, user, groups, now()) }),
      },
      PROXY,
      { access: { audit }, origin, log },
    );
  }

  return async (request) => {
    const named = userNamedIn(request.headers, settings);
    if (named === null) return null;
    if (named === 'malformed' || !isOfProxy(request, settings)) return 'refused';
    let user = await findHeaderUser(database, named.user);
    if (user === null || !areGroups(named.groups, user.groups)) {
      const key = JSON.stringify(named);
      const work = keeping.get(key) ?? keep(user, named, request).finally(() => keeping.delete(key));
      keeping.set(key, work);
      await work;
      user = await findHeaderUser(database, named.user);
    }
    if (user === null || user.disabled) return 'refused';
    const { id, email, grants } = user;
    return { kind: 'user', id, name: email, grants, use: null, sessionId: null, ambient: true };
  };
}

/** Whether these are the groups already; those that are not told are. */
const areGroups = (told: string[] | null, kept: string[]): boolean =>
  told === null || JSON.stringify(told.toSorted()) === JSON.stringify(kept.toSorted());
