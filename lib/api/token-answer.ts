import { allowed, INSTALLATION } from '#lib/access/allowed.ts';
import type { NewestPart } from '#lib/access/newest-part.ts';
import type { Principal } from '#lib/access/principal.ts';
import { findToken, type StoredToken, tokensBefore } from '#lib/access/tokens/stored-token.ts';
import { shownToken, tokenState } from '#lib/access/tokens/token.ts';
import type { Sql } from '#lib/db/database.ts';
import type { Token } from './schemas/tokens.ts';

/** Whoever administers the installation sees and ends every token, all others those of their own. */
const seesAll = (principal: Principal): boolean => allowed(principal, { role: 'admin' }, INSTALLATION);

/** A token has none but itself. */
const isOwn = (principal: Principal, token: StoredToken): boolean =>
  principal.kind === 'token' ? token.id === principal.id : token.createdBy === principal.id;

/** A part of the tokens that the principal may see, the newest first. */
export async function visibleTokens(sql: Sql, principal: Principal, part: NewestPart): Promise<StoredToken[]> {
  if (seesAll(principal)) return tokensBefore(sql, { ...part, maker: null });
  if (principal.kind !== 'token') return tokensBefore(sql, { ...part, maker: principal.id });
  const itself = await findToken(sql, principal.id);
  return itself === null ? [] : [itself];
}

/** The token of that id, where the principal may see it; else null, as for one that is not there. */
export async function visibleToken(sql: Sql, principal: Principal, id: string): Promise<StoredToken | null> {
  const token = await findToken(sql, id);
  return token !== null && (isOwn(principal, token) || seesAll(principal)) ? token : null;
}

/** A token as the API tells it. */
export function tokenAnswer(token: StoredToken, principal: Principal, now: Date): Token {
  const { id, name, prefix, use, grants, createdByName, createdAt, expiresAt, revokedAt, lastUsedAt } = token;
  return {
    id,
    name,
    shown: shownToken(prefix),
    use,
    grants,
    createdBy: createdByName,
    own: isOwn(principal, token),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    state: tokenState(token, now),
  };
}
