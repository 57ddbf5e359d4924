import { adminExists } from '#lib/access/identity/admin-exists.ts';
import type { Principal } from '#lib/access/principal.ts';
import { apiContext } from './context.ts';
import { databaseProblem } from './database-problem.ts';
import { ApiProblem } from './problem.ts';

/**
 * Who asks for a page: null for nobody, `unknown` where that cannot be told now: the database is away, or the request is refused.
 * Such a page may be shown, as it holds nothing: what it shows it asks of the API, which asks again who it is.
 */
export async function visitor(headers: Headers): Promise<Principal | null | 'unknown'> {
  try {
    return await apiContext().access.authenticate(new Request('http://localhost/', { headers }));
  } catch (error) {
    if (!(error instanceof ApiProblem) && databaseProblem(error) === null) throw error;
    return 'unknown';
  }
}

/** Has what a sign-in needs loaded by the time somebody has typed a password. Where that fails the sign-in itself says why. */
export function prepareSignIn(headers: Headers): void {
  apiContext()
    .identity.prepare(new Request('http://localhost/', { headers }))
    .catch(() => {});
}

/** Whether there is no admin yet; false where the database cannot tell now. */
export async function isSetupNeeded(): Promise<boolean> {
  try {
    return !(await adminExists(apiContext().database));
  } catch (error) {
    if (databaseProblem(error) === null) throw error;
    return false;
  }
}

/** The link to the identity provider, for a sign-in that goes on to `next`; null where none is set. */
export function providerFor(next: string): { label: string; href: string } | null {
  const { oidc } = apiContext();
  return oidc && { label: oidc.label, href: `${oidc.beginUrl}?next=${encodeURIComponent(next)}` };
}
