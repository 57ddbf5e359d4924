import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import type { Grant, TokenUse } from '../principal.ts';
import { findToken, type StoredToken } from './stored-token.ts';
import { hashOf, type TokenParts } from './token.ts';

export interface NewToken {
  parts: TokenParts;
  name: string;
  use: TokenUse | null;
  grants: readonly Grant[];
  expiresAt: Date | null;
  maker: { id: string | null; name: string };
}

/** How many tokens of one user may hold at a time. */
export const MOST_TOKENS = 100;

const COUNT = `select count(*)::int4 as count from api_token
  where created_by = $1 and revoked_at is null and (expires_at is null or expires_at > $2)`;

/** Whether that user has as many tokens as one may have. */
export async function hasAllTokens(sql: Pick<Database, 'query'>, userId: string, now: Date): Promise<boolean> {
  const [row] = await sql.query(COUNT, [userId, now], z.object({ count: z.int() }));
  return (row?.count ?? 0) >= MOST_TOKENS;
}

const INSERT = `insert into api_token (name, prefix, secret_sha256, use, created_by, created_by_name, created_at, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8) returning id::text`;

const GRANT = `insert into access_grant (principal_kind, principal_id, clusters, role, created_at)
  select 'token', $1, g.clusters, g.role, $4 from unnest($2::text[], $3::text[]) as g (clusters, role)`;

/** Keeps a token with what it may do; whether its maker may do as much is not its business. Throws a DatabaseError. */
export function createToken(database: Database, token: NewToken, now: Date): Promise<StoredToken> {
  const { parts, name, use, maker, grants, expiresAt } = token;
  return database.transaction(async (tx) => {
    const values = [name, parts.prefix, hashOf(parts.secret), use, maker.id, maker.name, now, expiresAt];
    const [row] = await tx.query(INSERT, values, z.object({ id: z.string() }));
    if (row === undefined) throw new Error('an insert gave no row');
    await tx.execute(GRANT, [row.id, grants.map(({ clusters }) => clusters), grants.map(({ role }) => role), now]);
    const made = await findToken(tx, row.id);
    if (made === null) throw new Error('a token is gone in the transaction that made it');
    return made;
  });
}
