import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { grantsOfUser, grantsSchema } from '../grants.ts';
import { type Grant, type Principal, TOKEN_USES } from '../principal.ts';
import { narrowedTo } from '../within.ts';
import { bearerOf, isUseDue, parseToken, provesHash, type TokenState, tokenState } from './token.ts';

/** Why a token does not hold. For our own eyes: whoever sent it hears the same in every case. */
export type TokenFault = 'malformed' | 'unknown' | 'maker-disabled' | Exclude<TokenState, 'active'>;

export type TokenOutcome = { principal: Principal } | { fault: TokenFault };

/**
 * Who sent this Authorization header; null where it bears no token, and another proof may hold. An unknown prefix takes the same
 * steps as a wrong secret, so that neither answer nor time tells which prefixes there are. Throws a DatabaseError.
 */
export async function authenticateToken(
  sql: Sql,
  authorization: string | null,
  now: Date,
): Promise<TokenOutcome | null> {
  const text = bearerOf(authorization);
  if (text === null) return null;
  const parts = parseToken(text);
  if (parts === null) return { fault: 'malformed' };
  const [token] = await sql.query(TOKEN, [parts.prefix], tokenSchema);
  if (token === undefined) throw new Error('a left join of values gave no row');
  if (!provesHash(parts.secret, token.secretSha256)) return { fault: 'unknown' };
  const state = tokenState(token, now);
  if (state !== 'active') return { fault: state };
  const { id, name, use } = token;
  const grants = await grantsOfToken(sql, token);
  if (grants === null) return { fault: 'maker-disabled' };
  if (isUseDue(token.lastUsedAt, now)) noteUse(sql, id, now);
  return {
    principal: { kind: 'token', id: String(id), name, grants, use, sessionId: null, ambient: false },
  };
}

/** One row for every prefix, so that reading the answer takes as long: for an unknown one with the hash of no secret. */
const TOKEN = `
  select coalesce(t.id, 0) as id, coalesce(t.name, '') as name, t.use, t.created_by as "createdBy",
    coalesce(t.secret_sha256, decode(repeat('00', 32), 'hex')) as "secretSha256",
    t.expires_at as "expiresAt", t.revoked_at as "revokedAt", t.last_used_at as "lastUsedAt"
  from (values ($1)) as given (prefix) left join api_token t on t.prefix = given.prefix`;

const tokenSchema = z.object({
  id: z.bigint(),
  name: z.string(),
  secretSha256: z.instanceof(Buffer),
  use: z.enum(TOKEN_USES).nullable(),
  createdBy: z.string().nullable(),
  expiresAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
});

const GRANTS = `
  select
    coalesce((
      select json_agg(json_build_object('clusters', g.clusters, 'role', g.role)) from access_grant g
      where g.principal_kind = 'token' and g.principal_id = $1
    ), '[]') as given,
    (select ${grantsOfUser('u')} from app_user u where u.id = $2 and not u.disabled) as limit`;

const grantsRowSchema = z.object({ given: grantsSchema, limit: grantsSchema.nullable() });

/** What the token may do now: what it was given, as far as its maker may do it still; null where the maker may not even sign in. */
async function grantsOfToken(sql: Sql, token: { id: bigint; createdBy: string | null }): Promise<Grant[] | null> {
  const [row] = await sql.query(GRANTS, [String(token.id), token.createdBy], grantsRowSchema);
  if (row === undefined) throw new Error('a select of values gave no row');
  if (token.createdBy === null) return row.given;
  return row.limit && narrowedTo(row.limit, row.given);
}

const NOTE_USE = 'update api_token set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at < $2)';

/** Nobody waits for it, and where it fails a later use is written down. */
function noteUse(sql: Sql, id: bigint, now: Date): void {
  sql.execute(NOTE_USE, [id, now]).catch(() => {});
}
