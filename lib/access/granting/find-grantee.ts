import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { grantsOfUser, grantsSchema } from '../grants.ts';
import type { Grant } from '../principal.ts';
import type { Grantee } from './stored-grant.ts';

/** The user of that address; null where there is none. */
export async function userByEmail(sql: Sql, email: string): Promise<Grantee | null> {
  const [user] = await sql.query(
    'select id, email as name, not disabled as active from app_user where email = $1',
    [email.trim().toLowerCase()],
    z.object({ id: z.string(), name: z.string(), active: z.boolean() }),
  );
  return user === undefined ? null : { kind: 'user', ...user };
}

/** A group, by the name that the identity provider has for it. */
export const groupByName = (name: string): Grantee => ({ kind: 'group', id: name, name, active: true });

/** A token that holds, with what its maker may do now; null where there is none of that id. `limit` null: no user made it. */
export async function tokenById(
  sql: Sql,
  id: string,
  now: Date,
): Promise<{ token: Grantee; limit: Grant[] | null } | null> {
  const [found] = await sql.query(
    `select t.id::text, t.name,
       case when t.created_by is not null then ${grantsOfUser('u')} end as limit
     from api_token t left join app_user u on u.id = t.created_by 
     where t.id = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)`,
    [id, now],
    z.object({ id: z.string(), name: z.string(), limit: grantsSchema.nullable() }),
  );
  if (found === undefined) return null;
  const { limit, ...token } = found;
  return { token: { kind: 'token', ...token, active: true }, limit };
}
