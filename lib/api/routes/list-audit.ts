import { z } from 'zod';
import { auditEntries } from '#lib/access/audit/entries.ts';
import { auditFilter, auditFilterParams, visibleInAudit } from '../audit-filter.ts';
import { auditPageExample } from '../examples/audit.ts';
import { afterId, cutPage, newestPosition } from '../list-position.ts';
import { defineOperation } from '../operation.ts';
import { cursorParam, limitParam } from '../parameters.ts';
import { auditPageSchema } from '../schemas/audit.ts';

export const listAudit = defineOperation({
  id: 'listAudit',
  method: 'GET',
  path: '/api/v1/audit',
  tag: 'Audit',
  summary: 'Who changed what, and what was refused, the newest first',
  description:
    'Admins of the installation see all of it; operators see what was done on their clusters. A change and how it ended are one entry.',
  role: 'operator',
  scope: 'anywhere',
  params: z.object({}),
  query: z.object({ ...auditFilterParams, limit: limitParam, cursor: cursorParam }),
  response: { description: 'One page of entries', schema: auditPageSchema, example: auditPageExample },
  problems: ['CURSOR_INVALID'],
  handle: async ({ context, principal, query }) => {
    const filter = auditFilter(query);
    const scope = { list: 'audit', filter: JSON.stringify(filter) };
    const part = { limit: query.limit + 1, before: newestPosition(scope, query.cursor) };
    const entries = await auditEntries(context.database, filter, visibleInAudit(principal, context), part);
    return cutPage(scope, entries, query.limit, afterId);
  },
});
