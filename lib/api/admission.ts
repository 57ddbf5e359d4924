import { allowed, INSTALLATION } from '#lib/access/allowed.ts';
import type { Principal } from '#lib/access/principal.ts';
import type { RequestContext } from './context.ts';
import { changesSomething, type Operation } from './operation.ts';
import { ApiProblem } from './problem.ts';
import { isSameOrigin } from './same-origin.ts';
import { openScraper } from './scraper.ts';

/** Whoever calls what is open to anybody, and whoever brings no proof of being somebody. */
export const NOBODY: Principal = {
  kind: 'anonymous',
  id: 'anonymous',
  name: 'anonymous',
  grants: [],
  use: null,
  sessionId: null,
  ambient: false,
};

/** Where the operation's role is needed: a cluster by name, the INSTALLATION, or (null) anywhere. */
export function scopeOf({ path, scope = 'installation' }: Operation, params: Record<string, unknown>): string | null {
  if (path.includes('{cluster}')) return String(params.cluster);
  return scope === 'anywhere' ? null : INSTALLATION;
}

/**
 * Who sent this request, if that one may run the operation. Throws UNAUTHENTICATED, FORBIDDEN, CROSS_SITE or HEADER_REFUSED, once
 * the audit log has the refusal.
 */
export async function admit(
  operation: Operation,
  request: Request,
  params: Record<string, unknown>,
  context: RequestContext,
): Promise<Principal> {
  let principal: Principal | null = null;
  try {
    context.access.inspect(request);
    if (operation.role !== null) {
      principal = openScraper(operation, request, context.metrics) ?? (await context.access.authenticate(request));
    }
    return judged(operation, request, principal, scopeOf(operation, params));
  } catch (error) {
    await noteRefusal(error, operation, params, principal ?? NOBODY, context);
    throw error;
  }
}

/** Writes down a refusal, whoever made it: the wrapper, or an operation that found out later what it is about. No other error. */
export async function noteRefusal(
  error: unknown,
  operation: Operation,
  params: Record<string, unknown>,
  actor: Principal,
  { access, clusters, origin, log }: RequestContext,
): Promise<void> {
  if (!(error instanceof ApiProblem) || ![401, 403, 429].includes(error.status) || error.isRepeated) return;
  const scope = scopeOf(operation, params);
  const cluster = clusters.find(({ name }) => name === scope)?.name ?? null;
  // The name of no cluster is not told apart from others: whoever makes names up would else fill the log with them.
  const madeUp = cluster === null && scope !== INSTALLATION ? scope : null;
  const target = error.target ?? madeUp;
  const subject = { actor, origin, action: nameOf(operation), cluster, target, reason: null };
  await access.audit
    .refuse(subject, error.code)
    .catch((err: unknown) => log.error({ err }, 'a refusal is not in the audit log'));
}

function judged(
  operation: Operation,
  request: Request,
  principal: Principal | null,
  cluster: string | null,
): Principal {
  const { role, use, method } = operation;
  // A page elsewhere must not sign anybody in or out either.
  if (method !== 'GET' && (principal === null || principal.ambient) && !isSameOrigin(request)) {
    throw new ApiProblem('CROSS_SITE', 'A page of another site sent this: open Tidemark itself and try there');
  }
  if (role === null) return NOBODY;
  if (principal === null) {
    throw new ApiProblem('UNAUTHENTICATED', 'Sign in, or send an API token as "Authorization: Bearer <token>"', {
      headers: { 'www-authenticate': 'Bearer realm="Tidemark"' },
    });
  }
  if (allowed(principal, { role, use }, cluster)) return principal;
  throw forbidden(principal, role, cluster);
}

/** The name of an operation in the audit log. */
export const nameOf = (operation: Operation): string => (changesSomething(operation) ? operation.action : operation.id);

const forbidden = (
  principal: Principal,
  role: Operation['role'],
  cluster: string | null,
  details: { target?: string } = {},
): ApiProblem => new ApiProblem('FORBIDDEN', whatIsMissing(principal, role, cluster), details);

/** What whoever was refused can do about it. */
function whatIsMissing({ name, use }: Principal, role: Operation['role'], cluster: string | null): string {
  if (use !== null) return `The token ${name} is for ${use} alone: use one that is not bound to a single use`;
  if (role === 'signed-in') return 'This is for whoever has signed in as a user: sign in first';
  return `${name} needs the role ${role} ${wordsOf(cluster)} for this; an admin can grant it`;
}

const wordsOf = (cluster: string | null): string =>
  cluster === null ? 'on some cluster' : cluster === INSTALLATION ? 'over all clusters' : `on ${cluster}`;

/** Throws FORBIDDEN unless the principal may do this on a cluster that was not known before the request was read. */
export function requireAllowed(
  principal: Principal,
  operation: Pick<Operation, 'role' | 'use'>,
  cluster: string,
): void {
  const { role, use } = operation;
  if (role !== null && allowed(principal, { role, use }, cluster)) return;
  throw forbidden(principal, role, cluster, { target: cluster });
}
