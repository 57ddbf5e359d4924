import { z } from 'zod';
import { endSessionsOf } from '#lib/access/identity/sessions.ts';
import { userExample } from '../examples/users.ts';
import { defineMutation } from '../operation.ts';
import { reasonField } from '../schemas/reason.ts';
import { userIdSchema, userSchema } from '../schemas/users.ts';
import { userAnswer, userOf } from '../user-answer.ts';

export const signOutUser = defineMutation({
  id: 'signOutUser',
  method: 'DELETE',
  path: '/api/v1/users/{id}/sessions',
  tag: 'Access',
  summary: 'Signs a user out everywhere',
  description: 'For a browser that was lost, say: the user signs in again. Tokens are not touched.',
  role: 'admin',
  action: 'user.sign-out',
  params: z.object({ id: userIdSchema }),
  query: z.object({ reason: reasonField }),
  body: null,
  response: { description: 'The user', schema: userSchema, example: { ...userExample, sessions: 0 } },
  problems: ['USER_NOT_FOUND'],
  async plan({ context, principal, params: { id }, query }) {
    const user = await userOf(context, id);
    return {
      cluster: null,
      target: user.email,
      reason: query.reason,
      before: { sessions: user.sessions },
      after: { sessions: 0 },
      act: async () => {
        await endSessionsOf(context.database, id);
        return { answer: userAnswer(await userOf(context, id), principal) };
      },
    };
  },
});
