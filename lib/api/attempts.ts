import type { Attempt, AttemptLimiter } from '#lib/access/attempts/attempt-limiter.ts';
import type { TokenGuesses } from '#lib/access/attempts/token-guesses.ts';
import type { TokenGuard } from '#lib/access/authenticate.ts';
import { type KnownUser, userWithPassword } from '#lib/access/identity/credentials.ts';
import { PasswordsBusy } from '#lib/access/identity/password-turns.ts';
import type { RequestContext } from './context.ts';
import { connectionFrom } from './peer-address.ts';
import { ApiProblem } from './problem.ts';

/** What bounds attempts to sign in. */
export type Attempts = Pick<AttemptLimiter, 'admit' | 'forgive'>;

/**
 * Counts an attempt to sign in, before its proof is looked at; call what it gives once the proof held. Throws TOO_MANY_ATTEMPTS,
 * which the audit log has once a window.
 */
export async function admitAttempt(
  { attempts, origin, log }: RequestContext,
  request: Request,
  attempt: Omit<Attempt, 'address'>,
): Promise<() => Promise<void>> {
  const admission = await attempts.admit({ ...attempt, address: origin.address });
  if (admission.admitted) return admission.succeeded;
  const { peer, isForwarded, isBehindProxy } = connectionFrom(request);
  if (admission.isFirst && isForwarded && !isBehindProxy) {
    const advice =
      'set TIDEMARK_TRUSTED_PROXIES if it is a proxy of yours: until then all who come by it are one address';
    log.warn({ peer }, `too many attempts from an address that passes requests on: ${advice}`);
  }
  throw tooMany(admission, attempt.account);
}

/** The user of that address, if this is its password; else null. Throws SIGN_IN_BUSY, or a DatabaseError. */
export async function userByPassword(
  { database }: RequestContext,
  email: string,
  password: string,
): Promise<KnownUser | null> {
  try {
    return await userWithPassword(database, email, password);
  } catch (error) {
    if (!(error instanceof PasswordsBusy)) throw error;
    throw new ApiProblem('SIGN_IN_BUSY', 'Try again in some seconds', { cause: error });
  }
}

/** Refuses to look at tokens of an address that sent too many that do not hold. */
export const tokenGuard = (guesses: TokenGuesses): TokenGuard => ({
  async admit(request, token) {
    const retryAfterMs = await guesses.refusal(connectionFrom(request).client, token);
    // None is like one before: that may have been at a page or a probe, which write nothing down. The audit log counts those alike.
    if (retryAfterMs !== null) throw tooMany({ retryAfterMs, isFirst: true }, null);
  },
  found: (request, token, holds) => guesses.found(connectionFrom(request).client, token, holds),
});

function tooMany({ retryAfterMs, isFirst }: { retryAfterMs: number; isFirst: boolean }, target: string | null) {
  const seconds = Math.ceil(retryAfterMs / 1000);
  const wait = seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`;
  return new ApiProblem('TOO_MANY_ATTEMPTS', `Try again in ${wait}`, {
    headers: { 'retry-after': String(seconds) },
    repeated: !isFirst,
    ...(target !== null && { target }),
  });
}
