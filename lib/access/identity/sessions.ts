import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';

/** A sign-in that holds, as its user sees it: never its token. */
export interface StoredSession {
  id: string;
  createdAt: Date;
  usedAt: Date;
  expiresAt: Date;
  address: string | null;
  userAgent: string | null;
}

const rowSchema: z.ZodType<StoredSession> = z.object({
  id: z.string(),
  createdAt: z.date(),
  usedAt: z.date(),
  expiresAt: z.date(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
});

const LIST = `
  select id, created_at as "createdAt", updated_at as "usedAt", expires_at as "expiresAt",
    nullif(ip_address, '') as address, nullif(user_agent, '') as "userAgent"
  from app_session
  where user_id = $1 and expires_at > $2 and updated_at > $3
  order by updated_at desc, id`;

/** The sessions of a user that hold, the one used last first. Throws a DatabaseError. */
export function sessionsOf(sql: Sql, userId: string, now: Date, idleMs: number): Promise<StoredSession[]> {
  return sql.query(LIST, [userId, now, new Date(now.getTime() - idleMs)], rowSchema);
}

/** Ends a session of that user, from the next request on; false where there was none. Throws a DatabaseError. */
export async function endSessionOf(sql: Sql, userId: string, id: string): Promise<boolean> {
  return (await sql.execute('delete from app_session where id = $1 and user_id = $2', [id, userId])) > 0;
}

/** Ends every session of a user. Throws a DatabaseError. */
export async function endSessionsOf(sql: Sql, userId: string): Promise<void> {
  await sql.execute('delete from app_session where user_id = $1', [userId]);
}

const DROP = 'delete from app_session where token = any($1) or expires_at <= $2 or updated_at <= $3';

/** Deletes the sessions of these tokens, and with them all that are over: as often as somebody signs in or out is often enough. */
export async function dropSessions(sql: Sql, tokens: readonly string[], now: Date, idleMs: number): Promise<void> {
  await sql.execute(DROP, [tokens, now, new Date(now.getTime() - idleMs)]);
}
