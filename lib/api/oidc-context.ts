import { OidcClient, type OidcClientOptions } from '#lib/access/oidc/oidc-client.ts';
import type { Config } from '#lib/config/load.ts';
import type { OidcContext } from './oidc-answer.ts';

const BEGIN = '/api/v1/sign-in/oidc';

type Options = Pick<OidcClientOptions, 'database' | 'secret' | 'sessionMs' | 'log'>;

/** Sign-in at the provider of the settings; null where there is none. */
export function oidcContext(settings: Config['oidc'], publicUrl: string | null, options: Options): OidcContext | null {
  const { issuer, clientId, label, unknownUsers, linkByEmail } = settings;
  // The configuration has all three, or no issuer.
  if (issuer === null || clientId === null || publicUrl === null) return null;
  const beginUrl = `${publicUrl}${BEGIN}`;
  return {
    issuer,
    label,
    beginUrl,
    rules: { unknownUsers, linkByEmail },
    client: new OidcClient({
      ...options,
      settings: { ...settings, issuer, clientId },
      baseUrl: publicUrl,
      redirectUri: `${beginUrl}/callback`,
    }),
  };
}
