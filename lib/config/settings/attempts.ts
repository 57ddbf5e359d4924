import { setting } from '../setting.ts';
import { duration, integer } from '../value-types.ts';

/** How fast passwords and tokens can be guessed. */
export const attemptSettings = {
  perAddress: setting({
    yaml: 'signIn.attempts.perAddress',
    env: 'TIDEMARK_ATTEMPTS_PER_ADDRESS',
    type: integer(1, 10_000),
    default: '20',
    example: '10',
    description:
      'How often a sign-in from one address (of IPv6: from one /64) may fail within the window before all others from there' +
      ' wait for its end. Behind a proxy set `TIDEMARK_TRUSTED_PROXIES`, or all of its users are one address.',
  }),
  perAccount: setting({
    yaml: 'signIn.attempts.perAccount',
    env: 'TIDEMARK_ATTEMPTS_PER_ACCOUNT',
    type: integer(1, 10_000),
    default: '50',
    example: '30',
    description:
      'The same for one account, from all addresses together. Addresses from which the account was signed in to lately do not' +
      ' count and are not kept out: each has as many attempts of its own as an address has.',
  }),
  tokensPerAddress: setting({
    yaml: 'signIn.attempts.tokensPerAddress',
    env: 'TIDEMARK_TOKEN_ATTEMPTS_PER_ADDRESS',
    type: integer(1, 10_000),
    default: '100',
    example: '30',
    description:
      'The same for API tokens that do not hold, counted by each process. A token that held from that address before goes on.',
  }),
  windowMs: setting({
    yaml: 'signIn.attempts.window',
    env: 'TIDEMARK_ATTEMPTS_WINDOW',
    type: duration('1s', '1d'),
    default: '15m',
    example: '5m',
    description: 'The window: it begins with the first attempt, and when it ends the counts begin anew.',
  }),
  rememberMs: setting({
    yaml: 'signIn.attempts.remember',
    env: 'TIDEMARK_ATTEMPTS_REMEMBER',
    type: duration('1s', '365d'),
    default: '30d',
    example: '7d',
    description: 'How long an address is known as one of an account after a sign-in from there.',
  }),
};
