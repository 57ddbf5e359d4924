import { patternWarning } from '#lib/access/cluster-pattern.ts';
import type { StoredGrant } from '#lib/access/granting/stored-grant.ts';
import { matchesAny } from '#lib/config/name-pattern.ts';
import type { RequestContext } from './context.ts';
import { ApiProblem } from './problem.ts';
import type { ChangedGrant, Grant } from './schemas/grants.ts';

/** A grant as the API tells it. */
export function grantAnswer(grant: StoredGrant, { clusters }: Pick<RequestContext, 'clusters'>): Grant {
  const { id, principal, clusters: pattern, role, createdAt } = grant;
  const matches = clusters.map(({ name }) => name).filter((name) => matchesAny([pattern], name));
  return { id, principal, clusters: pattern, role, matches, createdAt: createdAt.toISOString() };
}

/** A grant that was made or changed, and what its maker may not have meant. */
export function changedGrantAnswer(grant: StoredGrant, context: Pick<RequestContext, 'clusters'>): ChangedGrant {
  const { name, active } = grant.principal;
  const warning = patternWarning(
    grant.clusters,
    context.clusters.map((cluster) => cluster.name),
  );
  return {
    grant: grantAnswer(grant, context),
    warnings: [warning, active ? null : `${name} is disabled.`].filter((text) => text !== null),
  };
}

/** A grant in the words of the audit log: `ada@example.com on prod-*`. */
export function grantWords({ principal, clusters }: Pick<StoredGrant, 'principal' | 'clusters'>): string {
  const who = principal.kind === 'user' ? principal.name : `${principal.kind} ${principal.name}`;
  return `${who} on ${clusters}`;
}

export const grantNotFound = (id: string): ApiProblem =>
  new ApiProblem('GRANT_NOT_FOUND', `There is no grant of the id ${id}: somebody may have taken it away meanwhile`);

export const lastAdmin = (): ApiProblem =>
  new ApiProblem('LAST_ADMIN', 'Nobody else could administer this installation then: make another admin over * first');
