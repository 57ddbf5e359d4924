import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Secret } from '#lib/config/secret.ts';
import type { BetterAuthOptions } from '../identity/better-auth.ts';
import type { CookieHeaders } from '../identity/identity.ts';
import { type OidcClaims, parseClaims } from './claims.ts';
import { OidcError } from './failure.ts';
import type { OidcAuth } from './oidc-auth.ts';

export interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret: Secret | null;
  scopes: readonly string[];
  groupsClaim: string;
  timeoutMs: number;
}

export interface OidcClientOptions extends Omit<BetterAuthOptions, 'secret'> {
  secret: () => string;
  settings: OidcSettings;
  /** Where the provider sends browsers back to, as it is registered there. */
  redirectUri: string;
}

/** What a browser comes back with. */
export interface OidcReturn {
  state: string;
  code: string;
  iss?: string | undefined;
}

/** Who came back. */
export interface OidcArrival {
  claims: OidcClaims;
  /** Where the sign-in goes on to, as it was begun with. */
  next: string;
  /** They take the cookie of the sign-in away. */
  cookies: CookieHeaders;
}

/** What the provider says of itself may change; keys that it signs with are fetched anew when an unknown one comes. */
const DISCOVERED_FOR_MS = 3_600_000;

/**
 * The id of a provider among accounts: of the issuer, as another one may call somebody else by the same subject.
 */
export const providerIdOf = (issuer: string): string =>
  `oidc-${createHash('sha256').update(issuer).digest('hex').slice(0, 16)}`;

/**
 * The console as a client of an OpenID provider (code flow with PKCE, state and nonce): who somebody is there. It is an instance of
 * better-auth of its own, so that no sign-in by password waits for the provider. All of its failures are OidcErrors.
 */
export class OidcClient {
  readonly providerId: string;
  readonly #options: OidcClientOptions;
  #made: { auth: Promise<OidcAuth>; atMs: number } | null = null;

  constructor(options: OidcClientOptions) {
    this.#options = options;
    this.providerId = providerIdOf(options.settings.issuer);
  }

  /** Where to send the browser, and the cookies that bind its return to it. `next` is a path that was looked at already. */
  async begin(request: Request, next: string): Promise<{ url: string; cookies: CookieHeaders }> {
    return this.#inTime(async () => {
      const { api } = await this.#auth();
      const { response, headers } = await api.signInSocial({
        // Safe: the library knows a provider that a plugin brings by any id.
        body: { provider: this.providerId as 'google', callbackURL: next, disableRedirect: true },
        headers: request.headers,
        returnHeaders: true,
      });
      if (response.url === undefined) throw new Error('the library gave no address of the provider');
      return { url: response.url, cookies: cookiesIn(headers) };
    });
  }

  /** Who came back, and where the sign-in goes on to. */
  async finish(request: Request, query: OidcReturn): Promise<OidcArrival> {
    return this.#inTime(async () => {
      const { api } = await this.#auth();
      const { response, headers } = await api
        .exchangeCode({ query, headers: request.headers, returnHeaders: true })
        .catch((error: unknown) => {
          throw ofState(error) ?? error;
        });
      const claims = parseClaims(response.claims, this.#options.settings.groupsClaim);
      if (claims === null) throw new OidcError('invalid', 'the provider names no subject');
      return { claims, next: response.next, cookies: cookiesIn(headers) };
    });
  }

  /** Loaded with the first who comes. Discovered once in a while; what failed is tried anew by the next who asks. */
  #auth(): Promise<OidcAuth> {
    const now = Date.now();
    if (this.#made === null || now - this.#made.atMs > DISCOVERED_FOR_MS) {
      const made = {
        auth: import('./oidc-auth.ts').then(({ makeOidcAuth }) => makeOidcAuth(this.#options, this.providerId)),
        atMs: now,
      };
      this.#made = made;
      made.auth.catch(() => {
        if (this.#made === made) this.#made = null;
      });
    }
    return this.#made.auth;
  }

  /** The library waits for as long as the network lets it; nobody at a browser does. */
  async #inTime<T>(work: () => Promise<T>): Promise<T> {
    const { timeoutMs, issuer } = this.#options.settings;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(new OidcError('unreachable', `${issuer} did not answer within ${timeoutMs} ms`));
    }, timeoutMs);
    try {
      return await Promise.race([work(), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

const redirectSchema = z.object({ headers: z.instanceof(Headers) });

/** The library answers a state that it does not take by sending the browser to an error page; null for any other error. */
function ofState(error: unknown): OidcError | null {
  const redirect = redirectSchema.safeParse(error);
  const location = redirect.success ? redirect.data.headers.get('location') : null;
  const code = location === null ? null : new URL(location, 'http://localhost').searchParams.get('error');
  if (code === null || code === 'internal_server_error') return null;
  return new OidcError('not-begun-here', `the state does not hold: ${code}`);
}

const cookiesIn = (headers: Headers): CookieHeaders => headers.getSetCookie().map((value) => ['set-cookie', value]);
