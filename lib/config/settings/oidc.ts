import { optional, optionalSecret, setting } from '../setting.ts';
import { duration, flag, issuerUrl, secret, text, words } from '../value-types.ts';

/** Sign-in at an OpenID Connect provider. */
export const oidcSettings = {
  issuer: optional({
    yaml: 'signIn.oidc.issuer',
    env: 'TIDEMARK_OIDC_ISSUER',
    type: issuerUrl,
    example: 'https://idp.example.com/realms/ops',
    defaultNote: 'none: passwords only',
    description:
      'The identity provider, exactly as it names itself in `<issuer>/.well-known/openid-configuration`. Needs' +
      ' `TIDEMARK_OIDC_CLIENT_ID` and `TIDEMARK_PUBLIC_URL`; register `<public URL>/api/v1/sign-in/oidc/callback` there as the' +
      ' redirect URI. PKCE, state and nonce are always used.',
  }),
  clientId: optional({
    yaml: 'signIn.oidc.clientId',
    env: 'TIDEMARK_OIDC_CLIENT_ID',
    type: text,
    example: 'tidemark',
    description: 'What the provider knows this console as.',
  }),
  clientSecret: optionalSecret({
    yaml: 'signIn.oidc.clientSecret',
    env: 'TIDEMARK_OIDC_CLIENT_SECRET',
    type: secret,
    example: 'the-secret-of-the-client',
    defaultNote: 'none: a public client',
    description: 'The secret that the provider gave with the client id.',
  }),
  scopes: setting({
    yaml: 'signIn.oidc.scopes',
    env: 'TIDEMARK_OIDC_SCOPES',
    type: words,
    default: 'openid,profile,email',
    example: 'openid,profile,email,groups',
    description: 'What is asked of the provider. Many tell groups only with a scope of their own.',
  }),
  groupsClaim: setting({
    yaml: 'signIn.oidc.groupsClaim',
    env: 'TIDEMARK_OIDC_GROUPS_CLAIM',
    type: text,
    default: 'groups',
    example: 'roles',
    description:
      'The claim that lists the groups of a user. They are taken anew at each sign-in; grants to a group hold for who is in it.',
  }),
  label: setting({
    yaml: 'signIn.oidc.label',
    env: 'TIDEMARK_OIDC_LABEL',
    type: text,
    default: 'single sign-on',
    example: 'Example Corp',
    description: 'What the page calls it: "Sign in with ...".',
  }),
  unknownUsers: setting({
    yaml: 'signIn.oidc.unknownUsers',
    env: 'TIDEMARK_OIDC_UNKNOWN_USERS',
    type: flag,
    default: 'true',
    example: 'false',
    description:
      'Whether somebody whom the provider knows and Tidemark does not becomes a user. They may do what is granted to their' +
      ' groups, and nothing else.',
  }),
  linkByEmail: setting({
    yaml: 'signIn.oidc.linkByEmail',
    env: 'TIDEMARK_OIDC_LINK_BY_EMAIL',
    type: flag,
    default: 'false',
    example: 'true',
    description:
      'Whether somebody with the email address of a user who is there already is that user, with all of its grants. Only where the' +
      ' provider says that it verified the address, and once for each user; from then on the account counts, whatever its address.',
  }),
  timeoutMs: setting({
    yaml: 'signIn.oidc.timeout',
    env: 'TIDEMARK_OIDC_TIMEOUT',
    type: duration('100ms', '1m'),
    default: '10s',
    example: '5s',
    description: 'How long a sign-in waits for the provider.',
  }),
};
