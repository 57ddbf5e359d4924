import { z } from 'zod';
import { grantsBefore } from '#lib/access/granting/stored-grant.ts';
import { grantListExample } from '../examples/grants.ts';
import { grantAnswer } from '../grant-answer.ts';
import { afterId, cutPage, newestPosition } from '../list-position.ts';
import { defineOperation } from '../operation.ts';
import { cursorParam, limitParam } from '../parameters.ts';
import { grantListSchema } from '../schemas/grants.ts';

const SCOPE = { list: 'grants' };

export const listGrants = defineOperation({
  id: 'listGrants',
  method: 'GET',
  path: '/api/v1/grants',
  tag: 'Access',
  summary: 'Who may do what on which clusters',
  role: 'admin',
  params: z.object({}),
  query: z.object({ limit: limitParam, cursor: cursorParam }),
  response: { description: 'One page of grants, the newest first', schema: grantListSchema, example: grantListExample },
  problems: ['CURSOR_INVALID'],
  async handle({ context, query: { limit, cursor } }) {
    const part = { limit: limit + 1, before: newestPosition(SCOPE, cursor) };
    const grants = await grantsBefore(context.database, context.now(), part);
    const { items, nextCursor } = cutPage(SCOPE, grants, limit, afterId);
    return {
      items: items.map((grant) => grantAnswer(grant, context)),
      nextCursor,
      clusters: context.clusters.map(({ name }) => name),
    };
  },
});
