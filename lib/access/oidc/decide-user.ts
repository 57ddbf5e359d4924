import type { OidcClaims } from './claims.ts';
import type { OidcFailure } from './failure.ts';

/** A user of ours, as far as deciding needs it. */
export interface UserOfOurs {
  id: string;
  email: string;
  disabled: boolean;
  /** It belongs to an account at this provider already. */
  isLinked: boolean;
}

export interface OidcRules {
  /** Whoever the provider knows and we do not gets a user, without a grant of their own. */
  unknownUsers: boolean;
  /** A user of ours who has the address is the same person, where the provider vouches for the address. */
  linkByEmail: boolean;
}

export type UserDecision =
  | { kind: 'known' | 'linked'; user: UserOfOurs }
  | { kind: 'created'; email: string; name: string }
  | { kind: 'refused'; failure: OidcFailure };

/**
 * Who of ours has signed in at the provider. An account is known by its subject alone; an address is looked at once, when the
 * account is first seen. Whoever could take over a user by an address would have their grants, so that takes all of: a provider
 * that says it verified the address, a setting, and a user whom no other account of the provider has (an address can be given to
 * the next person, a subject cannot). `owner` is the user of the account, `sameEmail` the one with its address.
 */
export function decideUser(
  { email, emailVerified, name }: OidcClaims,
  owner: UserOfOurs | null,
  sameEmail: UserOfOurs | null,
  { unknownUsers, linkByEmail }: OidcRules,
): UserDecision {
  if (owner !== null) return owner.disabled ? refused('disabled') : { kind: 'known', user: owner };
  if (email === null) return refused('no-email');
  if (sameEmail === null) {
    if (!unknownUsers) return refused('unknown-user');
    // One that says nothing of it may know only verified ones; one that says it did not, does not.
    return emailVerified === false ? refused('email-unverified') : { kind: 'created', email, name: name ?? email };
  }
  if (!linkByEmail || sameEmail.isLinked) return refused('email-taken');
  if (emailVerified !== true) return refused('email-unverified');
  return sameEmail.disabled ? refused('disabled') : { kind: 'linked', user: sameEmail };
}

const refused = (failure: OidcFailure): UserDecision => ({ kind: 'refused', failure });
