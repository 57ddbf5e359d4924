import { optional, setting } from '../setting.ts';
import { addressRanges, headerName } from '../value-types.ts';

/** Sign-in by a proxy in front, which says in a header who asks. */
export const headerSignInSettings = {
  userHeader: optional({
    yaml: 'signIn.header.user',
    env: 'TIDEMARK_HEADER_USER',
    type: headerName,
    example: 'x-forwarded-email',
    defaultNote: 'none: no header signs anybody in',
    description:
      'The header in which a proxy says who asks, best the email address. It must take this header off what it gets, and only' +
      ' it may reach the console. Needs `TIDEMARK_HEADER_PROXIES`. Whoever is unknown becomes a user without a grant.',
  }),
  groupsHeader: optional({
    yaml: 'signIn.header.groups',
    env: 'TIDEMARK_HEADER_GROUPS',
    type: headerName,
    example: 'x-forwarded-groups',
    description:
      'The header with the groups of that user, separated by commas. Grants to a group hold for who is in it.',
  }),
  proxies: setting({
    yaml: 'signIn.header.proxies',
    env: 'TIDEMARK_HEADER_PROXIES',
    type: addressRanges,
    default: '',
    example: '10.0.3.7,10.0.4.0/24',
    defaultNote: 'none',
    description:
      'Addresses of the proxies that may say so, as the console sees them. From anybody else a request with one of these headers' +
      ' is refused and in the audit log.',
  }),
};
