import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import type { NewestPart } from '../newest-part.ts';
import { ROLES, type Role } from '../roles.ts';

export const PRINCIPAL_KINDS = ['user', 'group', 'token'] as const;
export type PrincipalKind = (typeof PRINCIPAL_KINDS)[number];

/** Who a grant is for. A group is known by its name alone: who is in it, the identity provider says at each sign-in. */
export interface Grantee {
  kind: PrincipalKind;
  id: string;
  /** As people know it: the address of a user, the name of a group or a token; the id of one that is gone. */
  name: string;
  /** False where a grant gives nothing, as the user is disabled or gone. */
  active: boolean;
}

/** A grant as it is kept. */
export interface StoredGrant {
  id: string;
  principal: Grantee;
  clusters: string;
  role: Role;
  createdAt: Date;
}

const grantSchema = z
  .object({
    id: z.string(),
    kind: z.enum(PRINCIPAL_KINDS),
    principalId: z.string(),
    name: z.string().nullable(),
    active: z.boolean(),
    clusters: z.string(),
    role: z.enum(ROLES),
    createdAt: z.date(),
  })
  .transform(({ kind, principalId, name, active, ...grant }): StoredGrant => {
    return { ...grant, principal: { kind, id: principalId, name: name ?? principalId, active } };
  });

const select = (now: string) => `
  select g.id::text, g.principal_kind as kind, g.principal_id as "principalId", coalesce(u.email, t.name) as name,
    case g.principal_kind when 'user' then coalesce(not u.disabled, false) else true end as active,
    g.clusters, g.role, g.created_at as "createdAt"
  from access_grant g
  left join app_user u on g.principal_kind = 'user' and u.id = g.principal_id
  left join api_token t on g.principal_kind = 'token' and t.id::text = g.principal_id
  where (g.principal_kind <> 'token' or (t.revoked_at is null and (t.expires_at is null or t.expires_at > ${now})))`;

/**
 * Grants, the newest first: at most `limit` of those older than `before`. Tokens never come back, so those of one that has ended are
 * no grants any more.
 */
export const grantsBefore = (sql: Sql, now: Date, { limit, before }: NewestPart): Promise<StoredGrant[]> =>
  sql.query(
    `${select('$1')} and ($2::int8 is null or g.id < $2) order by g.id desc limit $3`,
    [now, before, limit],
    grantSchema,
  );

/** One grant; null where there is none of that id. */
export async function findGrant(sql: Sql, id: string, now: Date): Promise<StoredGrant | null> {
  const [grant] = await sql.query(`${select('$2')} and g.id = $1`, [id, now], grantSchema);
  return grant ?? null;
}
