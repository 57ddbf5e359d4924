import { z } from 'zod';
import { admitAttempt, userByPassword } from '../attempts.ts';
import { defineMutation } from '../operation.ts';
import { ApiProblem } from '../problem.ts';
import { doneSchema } from '../schemas/session.ts';
import { withCookies } from '../with-cookies.ts';
import { emailField, passwordField } from './sign-in-fields.ts';

export const createSession = defineMutation({
  id: 'createSession',
  method: 'POST',
  path: '/api/v1/session',
  tag: 'Access',
  summary: 'Sign in by address and password',
  description: 'The answer sets the session cookie. Programs use API tokens instead.',
  role: null,
  action: 'session.create',
  params: z.object({}),
  query: z.object({}),
  body: z.object({ email: emailField, password: passwordField }),
  response: { description: 'Signed in', schema: doneSchema, example: { done: true } },
  problems: [
    'INVALID_CREDENTIALS',
    'TOO_MANY_ATTEMPTS',
    'SIGN_IN_BUSY',
    'DATABASE_UNAVAILABLE',
    'DATABASE_BUSY',
    'DATABASE_NOT_READY',
    'STATEMENT_TIMEOUT',
  ],
  async plan({ context, request, body: { email, password } }) {
    const succeeded = await admitAttempt(context, request, { kind: 'password', account: email });
    const user = await userByPassword(context, email, password);
    if (user === null) throw invalidCredentials(email);
    await succeeded();
    return {
      actor: { kind: 'user', id: user.id, name: user.email },
      cluster: null,
      target: user.email,
      reason: null,
      before: null,
      after: null,
      async act() {
        const cookies = await context.identity.startSession(user.id, request, context.origin);
        // Disabled or removed since the password was looked at.
        if (cookies === null) throw invalidCredentials(email);
        return { answer: withCookies({ done: true }, cookies) };
      },
    };
  },
});

/** The same for an address that nobody has, a wrong password, and a user who is disabled. */
const invalidCredentials = (email: string) =>
  new ApiProblem('INVALID_CREDENTIALS', 'Check both; if they are right, ask an admin whether you are enabled', {
    target: email,
  });
