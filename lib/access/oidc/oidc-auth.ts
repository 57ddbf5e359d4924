import type { OAuth2Tokens } from 'better-auth/oauth2';
import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import { z } from 'zod';
import { makeBetterAuth } from '../identity/better-auth.ts';
import { discover, discoveryUrl, fetchUserInfo } from './discovery.ts';
import { exchangePlugin } from './exchange.ts';
import { OidcError } from './failure.ts';
import type { OidcClientOptions, OidcSettings } from './oidc-client.ts';

export type OidcAuth = Awaited<ReturnType<typeof makeOidcAuth>>;

/** better-auth as a client of the provider, whose addresses and keys it asked for. Throws an OidcError. */
export async function makeOidcAuth(
  { settings, redirectUri, secret, ...options }: OidcClientOptions,
  providerId: string,
) {
  const { issuer, clientId, clientSecret, scopes, timeoutMs } = settings;
  const document = await discover(issuer, timeoutMs);
  const inHeader = document.token_endpoint_auth_methods_supported.includes('client_secret_basic');
  const provider = genericOAuth({
    config: [
      {
        providerId,
        discoveryUrl: discoveryUrl(issuer),
        requireIdTokenVerification: true,
        clientId,
        ...(clientSecret === null
          ? { tokenEndpointAuth: { method: 'none' } as const }
          : { clientSecret: clientSecret.reveal(), authentication: inHeader ? ('basic' as const) : ('post' as const) }),
        scopes: [...scopes],
        redirectURI: redirectUri,
        getUserInfo: async (tokens) => {
          const claims = await claimsOf(tokens, settings, document.userinfo_endpoint);
          // The field is the library's; we read the claim.
          return claims && { ...claims, emailVerified: false };
        },
      },
    ],
  });
  const auth = makeBetterAuth({ ...options, secret: secret() }, provider, exchangePlugin(providerId));
  const { socialProviders } = await auth.$context;
  // The library asked once more: nobody else may have answered.
  if (socialProviders.find(({ id }) => id === providerId)?.issuer !== issuer) {
    throw new OidcError('unreachable', `${issuer} said something else of itself the second time`);
  }
  return auth;
}

const userInfoSchema = z.looseObject({ sub: z.string() });
const idTokenSchema = z.looseObject({ sub: z.string(), aud: z.union([z.string(), z.array(z.string())]) });

/**
 * The claims of an id token, which has been verified, and for those that are not in it the userinfo of the same subject. The id
 * token wins: it is signed.
 */
async function claimsOf(
  { idToken, accessToken }: OAuth2Tokens,
  settings: OidcSettings,
  userInfoUrl: string | undefined,
) {
  const claims = idTokenSchema.parse(payloadOf(idToken ?? ''));
  // OpenID Connect Core 1.0, 3.1.3.7: of several audiences one is whom it was made for.
  if (Array.isArray(claims.aud) && claims.aud.length > 1 && claims.azp !== settings.clientId) return null;
  if (claims.email !== undefined && claims[settings.groupsClaim] !== undefined) return claims;
  if (userInfoUrl === undefined || accessToken === undefined) return claims;
  const more = userInfoSchema.safeParse(await fetchUserInfo(userInfoUrl, accessToken, settings.timeoutMs));
  return more.data?.sub === claims.sub ? { ...more.data, ...claims } : null;
}

const payloadOf = (token: string): unknown =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
