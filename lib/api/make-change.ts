import { carryOut } from '#lib/access/audit/carry-out.ts';
import type { Principal } from '#lib/access/principal.ts';
import type { AccessContext, RequestContext } from './context.ts';
import { databaseProblem } from './database-problem.ts';
import type { Change } from './operation.ts';
import { ApiProblem } from './problem.ts';

/** What a change needs of the request that asks for it. */
type ChangeContext = Pick<RequestContext, 'origin' | 'log'> & { access: Pick<AccessContext, 'audit'> };

/** Does a change that a request asks for, an `action` of that name, between two rows of the audit log. */
export function makeChange<Answer>(
  action: string,
  { actor, cluster, target, reason, ...change }: Change<Answer>,
  principal: Principal,
  { access: { audit }, origin, log }: ChangeContext,
): Promise<Answer | Response> {
  const subject = { actor: actor ?? principal, origin, action, cluster, target, reason };
  return carryOut(subject, change, { audit, codeOf, log });
}

function codeOf(error: unknown): string {
  const problem = error instanceof ApiProblem ? error : databaseProblem(error);
  return problem?.code ?? 'INTERNAL_ERROR';
}
