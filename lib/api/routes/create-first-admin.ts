import { hashPassword } from 'better-auth/crypto';
import { z } from 'zod';
import { type FirstAdminResult, makeFirstAdmin } from '#lib/access/identity/first-admin.ts';
import { isSetupLink } from '#lib/access/identity/setup-link.ts';
import { admitAttempt } from '../attempts.ts';
import { defineMutation } from '../operation.ts';
import { ApiProblem, type ProblemCode } from '../problem.ts';
import { doneSchema } from '../schemas/session.ts';
import { withCookies } from '../with-cookies.ts';
import { emailField, newPasswordField } from './sign-in-fields.ts';

export const createFirstAdmin = defineMutation({
  id: 'createFirstAdmin',
  method: 'POST',
  path: '/api/v1/setup',
  tag: 'Access',
  summary: 'Make the first admin, with the token of the one-time link in the log',
  description: 'The link works once, and only while there is no admin. The answer sets the session cookie.',
  role: null,
  action: 'setup.complete',
  params: z.object({}),
  query: z.object({}),
  body: z.object({ token: z.string().max(200), email: emailField, password: newPasswordField }),
  response: { description: 'Made, and signed in', schema: doneSchema, example: { done: true } },
  problems: [
    'SETUP_LINK_INVALID',
    'SETUP_DONE',
    'TOO_MANY_ATTEMPTS',
    'DATABASE_UNAVAILABLE',
    'DATABASE_BUSY',
    'DATABASE_NOT_READY',
    'STATEMENT_TIMEOUT',
  ],
  async plan({ context, request, body: { token, email, password } }) {
    const { database, identity, origin } = context;
    const succeeded = await admitAttempt(context, request, { kind: 'setup', account: null });
    if (!(await isSetupLink(database, token, context.now()))) throw refusal('link-invalid', email);
    await succeeded();
    return {
      cluster: null,
      target: email,
      reason: null,
      before: null,
      after: { clusters: '*', role: 'admin' },
      async act() {
        const passwordHash = await hashPassword(password);
        const made = await makeFirstAdmin(database, { email, passwordHash }, token, context.now());
        if ('refused' in made) throw refusal(made.refused, email);
        const cookies = await identity.startSession(made.ok.userId, request, origin);
        return { answer: withCookies({ done: true }, cookies ?? []) };
      },
    };
  },
});

type Refused = Extract<FirstAdminResult, { refused: string }>['refused'];

const REFUSALS: Record<Refused, [code: ProblemCode, detail: string]> = {
  'admin-exists': ['SETUP_DONE', 'Sign in, or ask an admin to make a user for you'],
  'link-invalid': [
    'SETUP_LINK_INVALID',
    'It was used, is too old, or never was one: the newest is in the log of the console, and a restart writes another',
  ],
};

const refusal = (why: Refused, target: string) => new ApiProblem(...REFUSALS[why], { target });
