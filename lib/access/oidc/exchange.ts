import { createAuthEndpoint } from 'better-auth/api';
import { parseState } from 'better-auth/oauth2';
import type { BetterAuthPlugin } from 'better-auth/types';
import { z } from 'zod';
import { OidcError } from './failure.ts';

/** What comes of a code: where the sign-in goes on to, and what the verified id token says. */
export interface Exchanged {
  next: string;
  claims: unknown;
}

/**
 * Turns the code that a browser came back with into what the provider says of whoever that is. The state must have been begun in
 * this browser and not been used; with it are kept the PKCE verifier and the nonce, by which code and id token belong to it.
 * Nobody is signed in by it: who of ours it is, and whether they may come in, is not for the library to say.
 */
export const exchangePlugin = (providerId: string) =>
  ({
    id: 'tidemark-oidc',
    endpoints: {
      exchangeCode: createAuthEndpoint(
        {
          method: 'GET',
          requireHeaders: true,
          query: z.object({ state: z.string(), code: z.string(), iss: z.string().optional() }),
        },
        async (context): Promise<Exchanged> => {
          const { code, iss } = context.query;
          const { codeVerifier, idTokenNonce, callbackURL } = await parseState(context);
          const provider = context.context.socialProviders.find(({ id }) => id === providerId);
          if (provider === undefined || idTokenNonce === undefined) throw new Error('the provider is not there');
          // RFC 9207: an answer of another provider, sent to us in the name of this one.
          if (iss !== undefined && iss !== provider.issuer) throw new OidcError('invalid', `the answer is of ${iss}`);
          const tokens = await provider
            .validateAuthorizationCode({ code, codeVerifier, redirectURI: '' })
            .catch((error: unknown) => {
              throw ofTokenEndpoint(error);
            });
          // Without one the library would take the word of the userinfo endpoint, which no nonce binds to this browser.
          if (!tokens?.idToken) throw new OidcError('invalid', 'the token endpoint gave no id token');
          const found = await provider.getUserInfo({ ...tokens, expectedIdTokenNonce: idTokenNonce });
          if (found === null) {
            throw new OidcError('invalid', 'the id token does not hold: signature, issuer, audience, time or nonce');
          }
          return { next: callbackURL, claims: found.data };
        },
      ),
    },
  }) satisfies BetterAuthPlugin;

const tokenErrorSchema = z.object({ status: z.int(), error: z.string().optional() });

/** What went wrong at the token endpoint. The library throws what the endpoint answered, or what the network did. */
function ofTokenEndpoint(error: unknown): OidcError {
  const answer = tokenErrorSchema.safeParse(error);
  const { status, error: code = 'no error code' } = answer.success ? answer.data : { status: 0 };
  const message = status === 0 ? 'the token endpoint gave nothing' : `the token endpoint answered ${status} (${code})`;
  if (code === 'invalid_client' || code === 'unauthorized_client' || status === 401) {
    return new OidcError('misconfigured', `${message}: client id and secret are not those of the provider`, {
      cause: error,
    });
  }
  return new OidcError(status >= 400 && status < 500 ? 'invalid' : 'unreachable', message, { cause: error });
}
