import { z } from 'zod';
import { usersAfter } from '#lib/access/users/stored-user.ts';
import type { ListOrder } from '#lib/views/keyset.ts';
import { userListExample } from '../examples/users.ts';
import { cutPage, listPosition } from '../list-position.ts';
import { defineOperation } from '../operation.ts';
import { cursorParam, limitParam } from '../parameters.ts';
import { userListSchema } from '../schemas/users.ts';
import { userAnswer } from '../user-answer.ts';

const SCOPE = { list: 'users' };
const BY_ADDRESS: ListOrder = { keys: [], direction: 'asc' };

export const listUsers = defineOperation({
  id: 'listUsers',
  method: 'GET',
  path: '/api/v1/users',
  tag: 'Access',
  summary: 'Everybody who can sign in, or could',
  role: 'admin',
  params: z.object({}),
  query: z.object({ limit: limitParam, cursor: cursorParam }),
  response: { description: 'One page of users, by address', schema: userListSchema, example: userListExample },
  problems: ['CURSOR_INVALID'],
  async handle({ context: { database, now, sessionIdleMs }, principal, query: { limit, cursor } }) {
    const after = listPosition(SCOPE, BY_ADDRESS, cursor)?.name ?? null;
    const users = await usersAfter(database, now(), sessionIdleMs, { limit: limit + 1, after });
    const { items, nextCursor } = cutPage(SCOPE, users, limit, ({ email }) => ({ keys: [], name: email }));
    return { items: items.map((user) => userAnswer(user, principal)), nextCursor };
  },
});
