import type { Database } from '#lib/db/database.ts';
import { findSession, touchSession } from './identity/find-session.ts';
import { sessionTokenOf } from './identity/session-cookie.ts';
import type { Principal } from './principal.ts';
import { authenticateToken } from './tokens/lookup.ts';
import { bearerOf } from './tokens/token.ts';

export interface AuthenticationOptions {
  database: Database;
  /** What session cookies are signed with; asked for when the first one comes. */
  secret: () => string;
  sessionIdleMs: number;
  /** Whether the browser came by TLS. */
  isSecure: (request: Request) => boolean;
  tokens: TokenGuard;
  /** What a proxy in front says; looked at where there is neither token nor session. */
  header?: Proof | undefined;
  /** Who it is where nobody says. */
  anonymous?: Principal | null;
  now: () => Date;
}

/** Bounds how fast tokens can be guessed. */
export interface TokenGuard {
  /** Throws where that token is not to be looked at now. */
  admit(request: Request, token: string): Promise<void>;
  /** Told whether it held. */
  found(request: Request, token: string, holds: boolean): Promise<void>;
}

/**
 * What a request may bring along to say who sent it. Null: the request brings none of this kind, or an old one of a kind that a
 * browser sends by itself, so the next kind is looked at. `refused`: it brings one that does not hold, and is nobody's.
 */
export type Proof = (request: Request) => Promise<Principal | 'refused' | null>;

/** Who sent a request: the first proof decides. Null where there is none that holds. Throws a DatabaseError. */
export function authenticator(options: AuthenticationOptions): (request: Request) => Promise<Principal | null> {
  const { header, anonymous = null } = options;
  const proofs: readonly Proof[] = [tokenProof(options), sessionProof(options), ...(header ? [header] : [])];
  return async (request) => {
    for (const proof of proofs) {
      const found = await proof(request);
      if (found !== null) return found === 'refused' ? null : found;
    }
    return anonymous;
  };
}

/** The token that a program sent. */
function tokenProof({ database, tokens, now }: AuthenticationOptions): Proof {
  return async (request) => {
    const authorization = request.headers.get('authorization');
    const token = bearerOf(authorization);
    if (token === null) return null;
    await tokens.admit(request, token);
    const found = await authenticateToken(database, authorization, now());
    const principal = found !== null && 'principal' in found ? found.principal : null;
    await tokens.found(request, token, principal !== null);
    return principal ?? 'refused';
  };
}

const MINUTE = 60_000;

/** The user of the session whose cookie the browser sent. */
function sessionProof({ database, secret, sessionIdleMs, isSecure, now }: AuthenticationOptions): Proof {
  // Often enough that nobody is idle in the midst of work, and not with every request.
  const touchMs = Math.min(MINUTE, sessionIdleMs / 10);
  return async (request) => {
    if (!request.headers.has('cookie')) return null;
    const token = sessionTokenOf(request, { secret: secret(), isSecure: isSecure(request) });
    if (token === null) return null;
    const at = now();
    const session = await findSession(database, token, at, sessionIdleMs);
    if (session === null) return null;
    if (at.getTime() - session.usedAt.getTime() > touchMs) await touchSession(database, session.id, at);
    const { user, grants, id } = session;
    return { kind: 'user', id: user.id, name: user.email, grants, use: null, sessionId: id, ambient: true };
  };
}
