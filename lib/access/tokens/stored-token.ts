import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import type { NewestPart } from '../newest-part.ts';
import { type Grant, TOKEN_USES, type TokenUse } from '../principal.ts';
import { ROLES } from '../roles.ts';

/** A token as it is kept: everything but its secret, of which nobody has more than the hash. */
export interface StoredToken {
  id: string;
  name: string;
  prefix: string;
  use: TokenUse | null;
  grants: Grant[];
  /** The user's id; null where no user made it. */
  createdBy: string | null;
  createdByName: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

const tokenSchema: z.ZodType<StoredToken> = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  use: z.enum(TOKEN_USES).nullable(),
  grants: z.array(z.object({ clusters: z.string(), role: z.enum(ROLES) })),
  createdBy: z.string().nullable(),
  createdByName: z.string(),
  createdAt: z.date(),
  expiresAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
});

const SELECT = `
  select t.id::text, t.name, t.prefix, t.use, t.created_by as "createdBy", t.created_by_name as "createdByName",
    t.created_at as "createdAt", t.expires_at as "expiresAt", t.revoked_at as "revokedAt", t.last_used_at as "lastUsedAt",
    coalesce((
      select json_agg(json_build_object('clusters', g.clusters, 'role', g.role) order by g.id) from access_grant g
      where g.principal_kind = 'token' and g.principal_id = t.id::text
    ), '[]') as grants
  from api_token t`;

/** Tokens, the newest first: at most `limit` of those older than `before`, and of one maker where one is named. */
export const tokensBefore = (
  sql: Sql,
  { limit, before, maker }: NewestPart & { maker: string | null },
): Promise<StoredToken[]> =>
  sql.query(
    `${SELECT} where ($1::int8 is null or t.id < $1) and ($2::text is null or t.created_by = $2) order by t.id desc limit $3`,
    [before, maker, limit],
    tokenSchema,
  );

/** One token; null where there is none of that id. */
export async function findToken(sql: Sql, id: string): Promise<StoredToken | null> {
  const [token] = await sql.query(`${SELECT} where t.id = $1`, [id], tokenSchema);
  return token ?? null;
}
