import { hashPassword } from 'better-auth/crypto';
import { z } from 'zod';
import { hasPassword } from '#lib/access/identity/credentials.ts';
import { endSessionsOf } from '#lib/access/identity/sessions.ts';
import { writePassword } from '#lib/access/users/password.ts';
import { admitAttempt, userByPassword } from '../attempts.ts';
import { defineMutation } from '../operation.ts';
import { ApiProblem } from '../problem.ts';
import { doneSchema } from '../schemas/session.ts';
import { withCookies } from '../with-cookies.ts';
import { newPasswordField, passwordField } from './sign-in-fields.ts';

export const changePassword = defineMutation({
  id: 'changePassword',
  method: 'PUT',
  path: '/api/v1/me/password',
  tag: 'Access',
  summary: 'Change your password',
  description: 'All your sessions end; the answer sets the cookie of a new one.',
  role: 'signed-in',
  action: 'password.change',
  params: z.object({}),
  query: z.object({}),
  body: z.object({ currentPassword: passwordField, newPassword: newPasswordField }),
  response: { description: 'Changed, and signed in anew', schema: doneSchema, example: { done: true } },
  problems: ['INVALID_CREDENTIALS', 'NO_PASSWORD', 'TOO_MANY_ATTEMPTS', 'SIGN_IN_BUSY'],
  async plan({ context, principal, request, body }) {
    const { database, identity, origin } = context;
    const { id, name } = principal;
    if (principal.kind !== 'user' || !(await hasPassword(database, id))) {
      throw new ApiProblem('NO_PASSWORD', 'You sign in elsewhere, and change your password there');
    }
    const succeeded = await admitAttempt(context, request, { kind: 'password', account: name });
    if ((await userByPassword(context, name, body.currentPassword)) === null) {
      throw new ApiProblem('INVALID_CREDENTIALS', 'The current password is another one', {
        target: name,
        errors: [{ parameter: 'currentPassword', message: 'is not your password' }],
      });
    }
    await succeeded();
    return {
      cluster: null,
      target: name,
      reason: null,
      before: null,
      after: null,
      async act() {
        const hash = await hashPassword(body.newPassword);
        await database.transaction(async (tx) => {
          await writePassword(tx, id, hash, context.now());
          await endSessionsOf(tx, id);
        });
        return { answer: withCookies({ done: true }, (await identity.startSession(id, request, origin)) ?? []) };
      },
    };
  },
});
