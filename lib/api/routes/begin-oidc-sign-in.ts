import { z } from 'zod';
import { nextPath } from '#lib/client/next-path.ts';
import { admitAttempt } from '../attempts.ts';
import { goOn, notSignedIn, oidcOf } from '../oidc-answer.ts';
import { defineOperation } from '../operation.ts';
import { ApiProblem } from '../problem.ts';
import { isNavigation } from '../same-origin.ts';

export const beginOidcSignIn = defineOperation({
  id: 'beginOidcSignIn',
  method: 'GET',
  path: '/api/v1/sign-in/oidc',
  tag: 'Access',
  summary: 'Sign in at the identity provider: a link for browsers',
  description: 'Where the provider cannot be asked the browser is sent to the page that signs in, which says why.',
  role: null,
  params: z.object({}),
  query: z.object({
    next: z
      .string()
      .optional()
      .meta({ description: 'Path of this console to go on to; all else leads to its start', example: '/clusters' }),
  }),
  response: {
    status: 303,
    description: 'To the provider, or back to the page that signs in',
    schema: z.null(),
    example: null,
  },
  problems: [
    'OIDC_OFF',
    'CROSS_SITE',
    'DATABASE_UNAVAILABLE',
    'DATABASE_BUSY',
    'DATABASE_NOT_READY',
    'STATEMENT_TIMEOUT',
  ],
  async handle({ context, request, query }) {
    const { client } = oidcOf(context);
    // A page elsewhere would else use up the attempts of everybody behind one address, with pictures that lead here.
    if (!isNavigation(request))
      throw new ApiProblem('CROSS_SITE', 'This is a link: go there, as it is no part of a page');
    // Looked at here, so that the state never holds another.
    const next = nextPath(query.next);
    try {
      await admitAttempt(context, request, { kind: 'oidc', account: null });
      const { url, cookies } = await client.begin(request, next);
      return goOn(url, cookies);
    } catch (error) {
      return notSignedIn(error, context, next);
    }
  },
});
