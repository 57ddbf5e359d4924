import { optional, optionalSecret, setting } from '../setting.ts';
import { duration, emailAddress, names, newPassword } from '../value-types.ts';

/** Who gets in, and for how long. */
export const signInSettings = {
  adminEmail: optional({
    yaml: 'signIn.adminEmail',
    env: 'TIDEMARK_ADMIN_EMAIL',
    type: emailAddress,
    example: 'admin@example.com',
    defaultNote: 'a one-time link in the log makes the first admin',
    description: 'While there is no admin, the start makes this one, with `TIDEMARK_ADMIN_PASSWORD`.',
  }),
  adminPassword: optionalSecret({
    yaml: 'signIn.adminPassword',
    env: 'TIDEMARK_ADMIN_PASSWORD',
    type: newPassword,
    example: 'a-long-passphrase',
    description: 'Password of that first admin. Once there is an admin it is not looked at.',
  }),
  setupLinkMs: setting({
    yaml: 'signIn.setupLink',
    env: 'TIDEMARK_SETUP_LINK',
    type: duration('1s', '7d'),
    default: '1h',
    example: '15m',
    description: 'How long the one-time link of a start can make the first admin. Each start logs a new one.',
  }),
  anonymousClusters: setting({
    yaml: 'signIn.anonymousViewer',
    env: 'TIDEMARK_ANONYMOUS_VIEWER',
    type: names,
    default: '',
    example: 'dev-*,demo',
    defaultNote: 'none: nobody sees anything before signing in',
    description:
      'Clusters that whoever is not signed in may look at, as a viewer. `*` is all, with what a viewer of the installation sees.' +
      ' Anybody who can reach the console can then read the names and keys of what is on them, and their metrics.',
  }),
  sessionMs: setting({
    yaml: 'signIn.session',
    env: 'TIDEMARK_SESSION',
    type: duration('1s', '365d'),
    default: '7d',
    example: '12h',
    description: 'How long a sign-in lasts, whatever is done with it.',
  }),
  sessionIdleMs: setting({
    yaml: 'signIn.sessionIdle',
    env: 'TIDEMARK_SESSION_IDLE',
    type: duration('1s', '365d'),
    default: '1d',
    example: '30m',
    description:
      'A session of which nothing was heard for so long has ended. A tab that is looked at is heard of with every poll.',
  }),
};
