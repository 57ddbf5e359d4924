import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { grantsOfUser, grantsSchema } from '../grants.ts';
import type { Grant } from '../principal.ts';

/** A session that holds, with whose it is and what that one may do now. */
export interface LiveSession {
  id: string;
  usedAt: Date;
  user: { id: string; email: string };
  grants: Grant[];
}

const rowSchema = z
  .object({ id: z.string(), usedAt: z.date(), userId: z.string(), email: z.string(), grants: grantsSchema })
  .transform(({ userId, email, ...rest }): LiveSession => ({ ...rest, user: { id: userId, email } }));

/** By the unique index of tokens, then by two keys. */
export const FIND_SESSION = `
  select s.id, s.updated_at as "usedAt", u.id as "userId", u.email, ${grantsOfUser('u')} as grants
  from app_session s
  join app_user u on u.id = s.user_id
  where s.token = $1 and s.expires_at > $2 and s.updated_at > $3 and not u.disabled`;

/** The session of that token: neither over, nor idle for too long, nor of somebody who is disabled. */
export async function findSession(sql: Sql, token: string, now: Date, idleMs: number): Promise<LiveSession | null> {
  const idleSince = new Date(now.getTime() - idleMs);
  const [row] = await sql.query(FIND_SESSION, [token, now, idleSince], rowSchema);
  return row ?? null;
}

/** Notes that the session was used. */
export async function touchSession(sql: Sql, id: string, now: Date): Promise<void> {
  await sql.execute('update app_session set updated_at = $2 where id = $1 and updated_at < $2', [id, now]);
}
