import { z } from 'zod';
import { OidcError } from './failure.ts';

const documentSchema = z.looseObject({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  userinfo_endpoint: z.url().optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).min(1),
  // What a provider that does not say means (OpenID Connect Discovery 1.0, section 3).
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
});
type DiscoveryDocument = z.infer<typeof documentSchema>;

const NO_REDIRECTS = { redirect: 'error', headers: { accept: 'application/json' } } as const;

/** Where the provider says about itself what it is. */
export const discoveryUrl = (issuer: string): string => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

/**
 * What the provider of that issuer says of itself. Throws an OidcError: `unreachable` where it does not answer as one, and
 * `misconfigured` where it is another issuer, which could else speak for this one, or has addresses without TLS.
 */
export async function discover(issuer: string, timeoutMs: number): Promise<DiscoveryDocument> {
  const url = discoveryUrl(issuer);
  const document = documentSchema.safeParse(await fetchJson(url, { ...NO_REDIRECTS }, timeoutMs));
  if (!document.success) {
    const [issue] = document.error.issues;
    throw new OidcError('unreachable', `${url} is no OpenID configuration: ${issue?.path.join('.')} ${issue?.message}`);
  }
  const { data } = document;
  if (data.issuer !== issuer) {
    throw new OidcError('misconfigured', `${url} names the issuer ${data.issuer}: set that one, or another provider`);
  }
  const endpoints = [data.authorization_endpoint, data.token_endpoint, data.jwks_uri, data.userinfo_endpoint];
  const open = endpoints.find((one) => one?.startsWith('http:'));
  if (open !== undefined && issuer.startsWith('https:')) {
    throw new OidcError('misconfigured', `${url} names ${open}, which is without TLS`);
  }
  return data;
}

/** What the provider tells of the bearer of an access token. */
export const fetchUserInfo = (url: string, accessToken: string, timeoutMs: number): Promise<unknown> =>
  fetchJson(
    url,
    { ...NO_REDIRECTS, headers: { ...NO_REDIRECTS.headers, authorization: `Bearer ${accessToken}` } },
    timeoutMs,
  );

async function fetchJson(url: string, init: RequestInit, timeoutMs: number): Promise<unknown> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`answered ${response.status}`);
    return await response.json();
  } catch (cause) {
    throw new OidcError('unreachable', `${url} gave nothing: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}
