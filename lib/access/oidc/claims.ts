import { z } from 'zod';

/** What the provider says of whoever signed in there. */
export interface OidcClaims {
  /** Never changes and is never given to somebody else, within one issuer. */
  subject: string;
  /** Lower case; null where it tells none. */
  email: string | null;
  /** Null where the provider does not say. */
  emailVerified: boolean | null;
  name: string | null;
  groups: string[];
}

/** More than anybody is in; a provider that names more has gone wrong. */
const MAX_GROUPS = 1_000;
const MAX_GROUP_LENGTH = 256;

const claimsSchema = z.looseObject({
  sub: z.string().min(1).max(255),
  // Some providers write it as text.
  email_verified: z.union([z.boolean(), z.stringbool()]).optional().catch(undefined),
  email: z.email().max(254).optional().catch(undefined),
  name: z.string().trim().min(1).max(254).optional().catch(undefined),
  preferred_username: z.string().trim().min(1).max(254).optional().catch(undefined),
});

/** A group, or several; what is no text is none. */
const groupsSchema = z
  .union([z.string().transform((one) => [one]), z.array(z.unknown())])
  .transform((all) => [...new Set((all as unknown[]).filter(isGroup))].slice(0, MAX_GROUPS))
  .catch([]);

const isGroup = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_GROUP_LENGTH && !value.includes('\0');

/** The claims of a verified id token, or of its userinfo, as far as they are of use; null without a subject. */
export function parseClaims(claims: unknown, groupsClaim: string): OidcClaims | null {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) return null;
  const { sub, email, email_verified, name, preferred_username, ...others } = parsed.data;
  return {
    subject: sub,
    email: email?.toLowerCase() ?? null,
    emailVerified: email_verified ?? null,
    name: name ?? preferred_username ?? null,
    // Not from before: a group that is named no more is one that somebody is no longer in.
    groups: groupsSchema.parse(others[groupsClaim] ?? []),
  };
}
