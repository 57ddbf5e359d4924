import { z } from 'zod';
import { deleteGrant as takeAway } from '#lib/access/granting/change-grants.ts';
import { findGrant } from '#lib/access/granting/stored-grant.ts';
import { grantExample } from '../examples/grants.ts';
import { grantAnswer, grantNotFound, grantWords, lastAdmin } from '../grant-answer.ts';
import { defineMutation } from '../operation.ts';
import { idSchema } from '../schemas/common.ts';
import { grantSchema } from '../schemas/grants.ts';
import { reasonField } from '../schemas/reason.ts';

export const deleteGrant = defineMutation({
  id: 'deleteGrant',
  method: 'DELETE',
  path: '/api/v1/grants/{id}',
  tag: 'Access',
  summary: 'Takes a grant away',
  description: 'It counts from the next request on. The last admin of the installation stays one.',
  role: 'admin',
  action: 'grant.delete',
  params: z.object({ id: idSchema }),
  query: z.object({ reason: reasonField }),
  body: null,
  response: { description: 'The grant as it was', schema: grantSchema, example: grantExample },
  problems: ['GRANT_NOT_FOUND', 'LAST_ADMIN'],
  async plan({ context, params: { id }, query }) {
    const { database, now } = context;
    const grant = await findGrant(database, id, now());
    if (grant === null) throw grantNotFound(id);
    return {
      cluster: null,
      target: grantWords(grant),
      reason: query.reason,
      before: { role: grant.role },
      after: null,
      act: async () => {
        const deleted = await takeAway(database, id);
        if (deleted === 'last-admin') throw lastAdmin();
        if (!deleted) throw grantNotFound(id);
        return { answer: grantAnswer(grant, context) };
      },
    };
  },
});
