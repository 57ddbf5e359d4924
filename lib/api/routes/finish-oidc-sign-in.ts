import { z } from 'zod';
import { OidcError } from '#lib/access/oidc/failure.ts';
import type { OidcArrival } from '#lib/access/oidc/oidc-client.ts';
import { keepOidcSignIn, planOidcSignIn } from '#lib/access/oidc/oidc-user.ts';
import { nextPath } from '#lib/client/next-path.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { NOBODY } from '../admission.ts';
import type { RequestContext } from '../context.ts';
import { makeChange } from '../make-change.ts';
import { goOn, notSignedIn, oidcOf, SIGN_IN_ACTION } from '../oidc-answer.ts';
import { defineOperation } from '../operation.ts';

/** Texts that anybody can write into an address. */
const shortText = z.string().max(4_000, 'must be at most 4000 characters long').optional();

export const finishOidcSignIn = defineOperation({
  id: 'finishOidcSignIn',
  method: 'GET',
  path: '/api/v1/sign-in/oidc/callback',
  tag: 'Access',
  summary: 'Where the identity provider sends browsers back to; sets the session cookie',
  description: 'Register it there as the redirect URI. Parameters that are not in this list are ignored.',
  role: null,
  params: z.object({}),
  query: z.looseObject({
    state: shortText.meta({ description: 'As the sign-in was begun with' }),
    code: shortText.meta({ description: 'What the provider tells who came for' }),
    iss: shortText.meta({ description: 'Who sends the browser back (RFC 9207)' }),
    error: shortText.meta({ description: 'Why nobody came', example: 'access_denied' }),
  }),
  response: {
    status: 303,
    description: 'To the path that the sign-in was for, or back to the page that signs in',
    schema: z.null(),
    example: null,
  },
  problems: ['OIDC_OFF', 'DATABASE_UNAVAILABLE', 'DATABASE_BUSY', 'DATABASE_NOT_READY', 'STATEMENT_TIMEOUT'],
  async handle({ context, request, query: { state, code, iss, error } }) {
    const { client } = oidcOf(context);
    let next = '/';
    try {
      if (error !== undefined) throw new OidcError('refused', `the provider says ${error.slice(0, 100)}`);
      if (!state || !code) throw new OidcError('not-begun-here', 'state or code is missing');
      const came = await client.finish(request, { state, code, iss });
      next = nextPath(came.next);
      const signIn = () => signedIn(came, context, request);
      // Where the same account signed in for the first time in two browsers at once, the second finds what the first made.
      return await signIn().catch((failure) => {
        if (isUniqueViolation(failure)) return signIn();
        throw failure;
      });
    } catch (failure) {
      return notSignedIn(failure, context, next);
    }
  },
});

/** Gives whoever came a session, between two rows of the audit log, and sends the browser on. */
async function signedIn(came: OidcArrival, context: RequestContext, request: Request): Promise<Response> {
  const { claims, cookies } = came;
  const { database, identity, attempts, origin } = context;
  const { client, rules, issuer } = oidcOf(context);
  const account = { providerId: client.providerId, claims };
  const signIn = await planOidcSignIn(database, account, rules);
  const { userId, email, kind, groupsBefore } = signIn;
  return makeChange<Response>(
    SIGN_IN_ACTION,
    {
      actor: { kind: 'user', id: userId, name: email },
      cluster: null,
      target: email,
      reason: null,
      before: groupsBefore && { groups: groupsBefore },
      after: { issuer, user: kind, groups: claims.groups },
      async act() {
        await keepOidcSignIn(database, account, signIn, context.now());
        const session = await identity.startSession(userId, request, origin);
        // Since it was planned.
        if (session === null) throw new OidcError('disabled', `${email} is disabled`, { who: email });
        await attempts.forgive({ kind: 'oidc', address: origin.address });
        return { answer: goOn(nextPath(came.next), [...cookies, ...session]) };
      },
    },
    NOBODY,
    context,
  );
}
