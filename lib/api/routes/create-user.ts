import { hashPassword } from 'better-auth/crypto';
import { z } from 'zod';
import { createUser as keepUser } from '#lib/access/users/create-user.ts';
import { makePassword } from '#lib/access/users/password.ts';
import { changedUserExample } from '../examples/users.ts';
import { defineMutation } from '../operation.ts';
import { ApiProblem } from '../problem.ts';
import { requirePerson } from '../require-person.ts';
import { changedUserSchema, newUserSchema } from '../schemas/users.ts';
import { userAnswer, userOf } from '../user-answer.ts';

export const createUser = defineMutation({
  id: 'createUser',
  method: 'POST',
  path: '/api/v1/users',
  tag: 'Access',
  summary: 'Makes a user, who may do nothing until granted something',
  description: 'A token makes users without a password alone: it gives nobody a way in.',
  role: 'admin',
  action: 'user.create',
  params: z.object({}),
  query: z.object({}),
  body: newUserSchema,
  response: {
    description: 'The user, and the password where Tidemark made it',
    schema: changedUserSchema,
    example: changedUserExample,
  },
  problems: ['USER_EXISTS'],
  async plan({ context, principal, body: { email, name, password, reason } }) {
    const { database, now } = context;
    if (password !== undefined) requirePerson(principal, 'Passwords');
    return {
      cluster: null,
      target: email,
      reason,
      before: null,
      after: { email, name },
      act: async () => {
        const made = password === null ? makePassword() : null;
        const chosen = made ?? password;
        const passwordHash = chosen == null ? null : await hashPassword(chosen);
        const user = await keepUser(database, { email, name, passwordHash }, now());
        if (user !== 'exists') {
          return { answer: { user: userAnswer(await userOf(context, user.id), principal), password: made } };
        }
        throw new ApiProblem('USER_EXISTS', `${email} is in the list already`, {
          errors: [{ parameter: 'email', message: 'somebody has this address already' }],
        });
      },
    };
  },
});
