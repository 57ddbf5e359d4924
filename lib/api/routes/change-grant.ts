import { z } from 'zod';
import { changeRole } from '#lib/access/granting/change-grants.ts';
import { findGrant } from '#lib/access/granting/stored-grant.ts';
import { changedGrantExample } from '../examples/grants.ts';
import { changedGrantAnswer, grantNotFound, grantWords, lastAdmin } from '../grant-answer.ts';
import { defineMutation } from '../operation.ts';
import { idSchema } from '../schemas/common.ts';
import { changedGrantSchema, roleChangeSchema } from '../schemas/grants.ts';
import { tokenForGrant } from '../within-maker.ts';

export const changeGrant = defineMutation({
  id: 'changeGrant',
  method: 'PATCH',
  path: '/api/v1/grants/{id}',
  tag: 'Access',
  summary: 'Changes the role of a grant',
  description: 'It counts from the next request on. The last admin of the installation stays one.',
  role: 'admin',
  action: 'grant.change',
  params: z.object({ id: idSchema }),
  query: z.object({}),
  body: roleChangeSchema,
  response: { description: 'The grant as it is now', schema: changedGrantSchema, example: changedGrantExample },
  problems: ['GRANT_NOT_FOUND', 'LAST_ADMIN', 'BEYOND_OWN_RIGHTS'],
  async plan({ context, params: { id }, body: { role, reason } }) {
    const { database, now } = context;
    const grant = await findGrant(database, id, now());
    if (grant === null) throw grantNotFound(id);
    const { principal, clusters } = grant;
    if (principal.kind === 'token') await tokenForGrant(context, principal.id, { clusters, role });
    return {
      cluster: null,
      target: grantWords(grant),
      reason,
      before: { role: grant.role },
      after: { role },
      act: async () => {
        const changed = await changeRole(database, id, role, now());
        if (changed === 'last-admin') throw lastAdmin();
        if (changed === null) throw grantNotFound(id);
        return { answer: changedGrantAnswer(changed, context) };
      },
    };
  },
});
