import type { CookieHeaders } from '#lib/access/identity/identity.ts';
import type { OidcRules } from '#lib/access/oidc/decide-user.ts';
import { OidcError } from '#lib/access/oidc/failure.ts';
import type { OidcClient } from '#lib/access/oidc/oidc-client.ts';
import { signInPage } from '#lib/client/next-path.ts';
import { NOBODY } from './admission.ts';
import type { RequestContext } from './context.ts';
import { ApiProblem } from './problem.ts';
import type { SignInProblem } from './schemas/session.ts';

/** Sign-in at the identity provider that is set. */
export interface OidcContext {
  issuer: string;
  /** What the page calls it. */
  label: string;
  /** Where a sign-in begins, on the host that the provider sends browsers back to. */
  beginUrl: string;
  client: Pick<OidcClient, 'providerId' | 'begin' | 'finish'>;
  rules: OidcRules;
}

/** A sign-in is one thing in the audit log, however somebody came. */
export const SIGN_IN_ACTION = 'session.create';

/** Throws OIDC_OFF where nobody signs in so. */
export function oidcOf({ oidc }: RequestContext): OidcContext {
  if (oidc !== null) return oidc;
  throw new ApiProblem('OIDC_OFF', 'Sign in by password, or set TIDEMARK_OIDC_ISSUER');
}

/** Sends a browser on. */
export const goOn = (location: string, cookies: CookieHeaders = []): Response =>
  new Response(null, { status: 303, headers: [['location', location], ...cookies] });

/**
 * Sends a browser to the page that signs in, which says why nobody is signed in, once the audit log has it. What is no refusal is
 * thrown again.
 */
export async function notSignedIn(error: unknown, context: RequestContext, next: string): Promise<Response> {
  const { access, origin, log } = context;
  const refusal = refusalOf(error);
  if (refusal === null) throw error;
  const { problem, code, target, isRepeated } = refusal;
  if (error instanceof OidcError) log.warn({ err: error, code }, 'nobody was signed in at the identity provider');
  const subject = { actor: NOBODY, origin, action: SIGN_IN_ACTION, cluster: null, target, reason: null };
  if (!isRepeated) {
    await access.audit
      .refuse(subject, code)
      .catch((err: unknown) => log.error({ err }, 'a refusal is not in the audit log'));
  }
  const page = signInPage(next);
  return goOn(`${page}${page.includes('?') ? '&' : '?'}problem=${problem}`);
}

interface Refusal {
  problem: SignInProblem;
  code: string;
  target: string | null;
  isRepeated: boolean;
}

function refusalOf(error: unknown): Refusal | null {
  if (error instanceof OidcError) {
    const { failure, who } = error;
    const code = `OIDC_${failure.toUpperCase().replaceAll('-', '_')}`;
    return { problem: failure, code, target: who, isRepeated: false };
  }
  if (error instanceof ApiProblem && error.code === 'TOO_MANY_ATTEMPTS') {
    return { problem: 'too-many-attempts', code: error.code, target: error.target, isRepeated: error.isRepeated };
  }
  return null;
}
