import { z } from 'zod';
import { tokenListExample } from '../examples/tokens.ts';
import { afterId, cutPage, newestPosition } from '../list-position.ts';
import { defineOperation } from '../operation.ts';
import { cursorParam, limitParam } from '../parameters.ts';
import { tokenListSchema } from '../schemas/tokens.ts';
import { tokenAnswer, visibleTokens } from '../token-answer.ts';

const SCOPE = { list: 'tokens' };

export const listTokens = defineOperation({
  id: 'listTokens',
  method: 'GET',
  path: '/api/v1/tokens',
  tag: 'Access',
  summary: 'API tokens: your own, and all of them for an admin of the installation',
  description:
    'Those that have ended stay in the list. The tokens themselves are nowhere: only their hashes are stored.',
  role: 'signed-in',
  params: z.object({}),
  query: z.object({ limit: limitParam, cursor: cursorParam }),
  response: { description: 'One page of tokens, the newest first', schema: tokenListSchema, example: tokenListExample },
  problems: ['CURSOR_INVALID'],
  async handle({ context: { database, now }, principal, query: { limit, cursor } }) {
    const part = { limit: limit + 1, before: newestPosition(SCOPE, cursor) };
    const tokens = await visibleTokens(database, principal, part);
    const { items, nextCursor } = cutPage(SCOPE, tokens, limit, afterId);
    return { items: items.map((token) => tokenAnswer(token, principal, now())), nextCursor };
  },
});
