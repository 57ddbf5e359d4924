import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { grantsOfUser, grantsSchema } from '../grants.ts';

const userSchema = z.object({
  id: z.string(),
  email: z.string(),
  disabled: z.boolean(),
  groups: z.array(z.string()),
  grants: grantsSchema,
});

/** A user whom a proxy named, with what that one may do now. */
export type HeaderUser = z.infer<typeof userSchema>;

const FIND = `select u.id, u.email, u.disabled, u.groups, ${grantsOfUser('u')} as grants from app_user u where u.email = $1`;

/** The user of that name; null where there is none. */
export async function findHeaderUser(sql: Sql, user: string): Promise<HeaderUser | null> {
  return (await sql.query(FIND, [user], userSchema)).at(0) ?? null;
}

const KEEP = `insert into app_user (id, name, email, groups, created_at, updated_at)
  values ($1, $2, $2, coalesce($3, '{}'::text[]), $4, $4)
  on conflict (email) do update set groups = coalesce($3, app_user.groups), updated_at = $4`;

/** Keeps a user as a proxy named it: a new one, or the groups of one who is there; null leaves them as they are. */
export async function keepHeaderUser(sql: Sql, user: string, groups: string[] | null, now: Date): Promise<void> {
  await sql.execute(KEEP, [randomUUID(), user, groups, now]);
}
