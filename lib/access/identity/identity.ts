import type { Database } from '#lib/db/database.ts';
import type { Origin } from '../audit/contract.ts';
import type { BetterAuth } from './better-auth.ts';
import { sessionTokensOf } from './session-cookie.ts';
import { dropSessions } from './sessions.ts';

export interface IdentityOptions {
  database: Database;
  secret: () => string;
  sessionMs: number;
  sessionIdleMs: number;
  now: () => Date;
  /** Whether the browser came by TLS. */
  isSecure: (request: Request) => boolean;
  log: { error(details: object, message: string): void };
}

/** Headers of an answer that give a browser its session, or take it away. */
export type CookieHeaders = [name: 'set-cookie', value: string][];

/** Sessions of this console's users. */
export interface Identity {
  /**
   * A new session for the browser that sent the request, in place of the one it had; null where that user is disabled or gone.
   */
  startSession(userId: string, request: Request, origin: Origin): Promise<CookieHeaders | null>;
  /** Ends the session of the browser that sent the request, and one that it has besides. */
  endSession(request: Request): Promise<CookieHeaders>;
  /** Loads, while somebody types a password, what the first sign-in of a process would wait for. */
  prepare(request: Request): Promise<void>;
}

/** Sessions kept by better-auth, which is loaded with the first of them: who only asks with a token needs none of it. */
export function createIdentity({ secret, ...options }: IdentityOptions): Identity {
  const made = new Map<string, BetterAuth>();
  const authFor = async (request: Request): Promise<BetterAuth> => {
    const { makeBetterAuth } = await import('./better-auth.ts');
    // Only the scheme counts here: it says whether cookies may go without TLS.
    const baseUrl = options.isSecure(request) ? 'https://localhost' : 'http://localhost';
    const auth = made.get(baseUrl) ?? makeBetterAuth({ ...options, secret: secret(), baseUrl });
    made.set(baseUrl, auth);
    return auth;
  };
  const dropOf = (request: Request): Promise<void> =>
    dropSessions(options.database, sessionTokensOf(request, secret()), options.now(), options.sessionIdleMs);
  return {
    async startSession(userId, request, { address, userAgent }) {
      const body = { userId, ipAddress: address ?? '', userAgent: userAgent ?? '' };
      const { api } = await authFor(request);
      const { headers, response } = await api.startSession({ body, headers: request.headers, returnHeaders: true });
      if (response === null) return null;
      await dropOf(request);
      return cookiesIn(headers);
    },
    async endSession(request) {
      const { api } = await authFor(request);
      const { headers } = await api.signOut({ headers: request.headers, returnHeaders: true });
      // The library ends that of one cookie: over TLS the secure one, though a cookie of plain HTTP counts there as well.
      await dropOf(request);
      return cookiesIn(headers);
    },
    async prepare(request) {
      const { $context } = await authFor(request);
      const { internalAdapter } = await $context;
      // The first statement of a process takes the longest.
      await internalAdapter.findUserById('');
    },
  };
}

const cookiesIn = (headers: Headers): CookieHeaders => headers.getSetCookie().map((value) => ['set-cookie', value]);
