import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { grantsOfUser, grantsSchema } from '../grants.ts';
import type { Grant } from '../principal.ts';

/** A user as it is kept, with what an admin wants to know of it. */
export interface StoredUser {
  id: string;
  email: string;
  name: string;
  disabled: boolean;
  hasPassword: boolean;
  /** Kinds of identity providers by which it has signed in; an id goes on with which one. */
  providers: string[];
  /** Groups of the last sign-in elsewhere. */
  groups: string[];
  /** Its own grants, and those of its groups. */
  grants: Grant[];
  /** Sessions that hold. */
  sessions: number;
  /** The last use of a session that is still known. */
  lastSeenAt: Date | null;
  createdAt: Date;
}

const userSchema: z.ZodType<StoredUser> = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  disabled: z.boolean(),
  hasPassword: z.boolean(),
  providers: z.array(z.string()),
  groups: z.array(z.string()),
  grants: grantsSchema,
  sessions: z.int(),
  lastSeenAt: z.date().nullable(),
  createdAt: z.date(),
});

/** `$1` is now, `$2` since when a session that was not used has ended. */
const SELECT = `
  select u.id, u.email, u.name, u.disabled, u.groups, u.created_at as "createdAt", ${grantsOfUser('u')} as grants,
    exists (select from app_account a where a.user_id = u.id and a.provider_id = 'credential') as "hasPassword",
    array(
      select distinct split_part(a.provider_id, '-', 1) from app_account a
      where a.user_id = u.id and a.provider_id <> 'credential' order by 1
    ) as providers,
    s.sessions, s.last_seen_at as "lastSeenAt"
  from app_user u
  cross join lateral (
    select count(*) filter (where expires_at > $1 and updated_at > $2)::int4 as sessions, max(updated_at) as last_seen_at
    from app_session where user_id = u.id
  ) s`;

/** Users by address: at most `limit` of those after an address; null begins with the first. */
export const usersAfter = (
  sql: Sql,
  now: Date,
  idleMs: number,
  { limit, after }: { limit: number; after: string | null },
): Promise<StoredUser[]> =>
  sql.query(
    `${SELECT} where ($3::text is null or u.email > $3) order by u.email limit $4`,
    [now, idleSince(now, idleMs), after, limit],
    userSchema,
  );

/** One user; null where there is none of that id. */
export async function findUser(sql: Sql, id: string, now: Date, idleMs: number): Promise<StoredUser | null> {
  const [user] = await sql.query(`${SELECT} where u.id = $3`, [now, idleSince(now, idleMs), id], userSchema);
  return user ?? null;
}

const idleSince = (now: Date, idleMs: number): Date => new Date(now.getTime() - idleMs);
