import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Database, Sql } from '#lib/db/database.ts';
import type { OidcClaims } from './claims.ts';
import { decideUser, type OidcRules, type UserDecision, type UserOfOurs } from './decide-user.ts';
import { OidcError } from './failure.ts';

/** An account at a provider. */
export interface OidcAccount {
  providerId: string;
  claims: OidcClaims;
}

/** Who of ours signs in, and what becomes of their row. */
export interface OidcSignIn {
  userId: string;
  email: string;
  /** `known`: the account signed in before; `linked`: a user of that address; `created`: a new one. */
  kind: Exclude<UserDecision['kind'], 'refused'>;
  /** As they were; null for a new user. */
  groupsBefore: string[] | null;
}

const userSchema = z.object({
  id: z.string(),
  email: z.string(),
  disabled: z.boolean(),
  groups: z.array(z.string()),
  isLinked: z.boolean(),
  isOwner: z.boolean(),
});
type FoundUser = z.infer<typeof userSchema>;

/** In one statement: else the same account could sign in for the first time between two, and its address look like another's. */
const OWNER_AND_SAME_EMAIL = `select u.id, u.email, u.disabled, u.groups,
    exists (select from app_account a where a.user_id = u.id and a.provider_id = $1) as "isLinked",
    exists (select from app_account a where a.user_id = u.id and a.provider_id = $1 and a.account_id = $2) as "isOwner"
  from app_user u
  where u.email = $3 or u.id = (select user_id from app_account where provider_id = $1 and account_id = $2)`;

/** Who of ours it is that came with this account; changes nothing. Throws an OidcError for who may not come in, or a DatabaseError. */
export async function planOidcSignIn(sql: Sql, account: OidcAccount, rules: OidcRules): Promise<OidcSignIn> {
  const { providerId, claims } = account;
  // No user has an empty address.
  const found = await sql.query(OWNER_AND_SAME_EMAIL, [providerId, claims.subject, claims.email ?? ''], userSchema);
  const owner = found.find(({ isOwner }) => isOwner) ?? null;
  const sameEmail = found.find(({ email }) => email === claims.email) ?? null;
  const decision = decideUser(claims, owner, sameEmail, rules);
  switch (decision.kind) {
    case 'refused': {
      const who = claims.email ?? claims.subject;
      throw new OidcError(decision.failure, `${who} may not come in: ${decision.failure}`, { who });
    }
    case 'created':
      return { userId: randomUUID(), email: decision.email, kind: 'created', groupsBefore: null };
    default: {
      const { id, email } = decision.user;
      return { userId: id, email, kind: decision.kind, groupsBefore: groupsOf(decision.user, owner, sameEmail) };
    }
  }
}

const groupsOf = ({ id }: UserOfOurs, ...found: (FoundUser | null)[]): string[] =>
  found.find((one) => one?.id === id)?.groups ?? [];

const CREATE = `insert into app_user (id, name, email, email_verified, created_at, updated_at)
  values ($1, $2, $3, $4, $5, $5)`;
const LINK = `insert into app_account (id, account_id, provider_id, user_id, created_at, updated_at)
  values ($1, $2, $3, $4, $5, $5)`;
const SET_GROUPS = 'update app_user set groups = $2, updated_at = $3 where id = $1 and groups <> $2';

/**
 * Does what was planned: the user, the account and the groups of the provider, of which none that it no longer names stays. Of the
 * provider's tokens none is kept, as nothing more is asked of it. Throws a DatabaseError, UNIQUE_VIOLATION where the same account
 * signed in at the same time.
 */
export async function keepOidcSignIn(
  database: Pick<Database, 'transaction'>,
  { providerId, claims }: OidcAccount,
  { userId, email, kind }: OidcSignIn,
  now: Date,
): Promise<void> {
  await database.transaction(async (tx) => {
    if (kind === 'created') {
      await tx.execute(CREATE, [userId, claims.name ?? email, email, claims.emailVerified === true, now]);
    }
    if (kind !== 'known') await tx.execute(LINK, [randomUUID(), claims.subject, providerId, userId, now]);
    await tx.execute(SET_GROUPS, [userId, claims.groups, now]);
  });
}
