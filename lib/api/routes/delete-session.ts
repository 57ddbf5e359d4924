import { z } from 'zod';
import { defineMutation } from '../operation.ts';
import { doneSchema } from '../schemas/session.ts';
import { withCookies } from '../with-cookies.ts';

export const deleteSession = defineMutation({
  id: 'deleteSession',
  method: 'DELETE',
  path: '/api/v1/session',
  tag: 'Access',
  summary: 'Sign out: the session that asks ends',
  role: 'signed-in',
  action: 'session.delete',
  params: z.object({}),
  query: z.object({}),
  body: null,
  response: { description: 'Signed out', schema: doneSchema, example: { done: true } },
  problems: [],
  plan: async ({ context, principal, request }) => ({
    cluster: null,
    target: principal.name,
    reason: null,
    before: null,
    after: null,
    act: async () => ({ answer: withCookies({ done: true }, await context.identity.endSession(request)) }),
  }),
});
