import { z } from 'zod';
import { allowed, INSTALLATION } from '#lib/access/allowed.ts';
import { OUTCOMES } from '#lib/access/audit/contract.ts';
import type { AuditFilter, VisibleClusters } from '#lib/access/audit/entries.ts';
import type { Principal } from '#lib/access/principal.ts';
import { storableText } from '#lib/history/storable.ts';
import type { RequestContext } from './context.ts';
import { choiceParam, instantParam } from './parameters.ts';
import { invalidParameters } from './problem.ts';

const text = z.string().max(512, 'must be at most 512 characters long').transform(storableText);

/** What narrows the audit log, in a list as in a file. */
export const auditFilterParams = {
  from: instantParam.optional().meta({ description: 'Not before; without it as far back as the log is kept' }),
  to: instantParam.optional().meta({ description: 'Before; without it until now' }),
  actor: text
    .optional()
    .meta({ description: 'Who: the id of a user or token, or a case-insensitive part of the name', example: 'ada' }),
  action: text
    .optional()
    .meta({ description: 'What: an action, or the thing before its dot for all that is done to it', example: 'grant' }),
  cluster: text.optional().meta({ description: 'Only what was done on this cluster', example: 'local' }),
  outcome: choiceParam(OUTCOMES).optional().meta({ description: 'Only what ended so' }),
  search: text.default('').meta({ description: 'Case-insensitive part of the target; no wildcards', example: 'bob' }),
};

/** The filter of a query without what else is in it; throws INVALID_PARAMETER where no time is left. */
export function auditFilter({ from, to, actor, action, cluster, outcome, search = '' }: AuditFilter): AuditFilter {
  if (from && to && from >= to) {
    throw invalidParameters([{ parameter: 'from', message: 'must be earlier than "to"' }]);
  }
  return { from, to, actor, action, cluster, outcome, search };
}

/**
 * Admins of the installation see all of the log. Others see what concerns the clusters on which they are operators, whoever did
 * it, and nothing of the installation itself: of users, grants and tokens.
 */
export function visibleInAudit(principal: Principal, { clusters }: RequestContext): VisibleClusters {
  return allowed(principal, { role: 'admin' }, INSTALLATION) ? null : clusters.map(({ name }) => name);
}
