import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { PasswordTurns } from './password-turns.ts';

/** Who a password belongs to. */
export interface KnownUser {
  id: string;
  email: string;
}

const rowSchema = z.object({ id: z.string(), email: z.string(), disabled: z.boolean(), hash: z.string().nullable() });

/** Those who wait have their turn within some seconds. */
const turns = new PasswordTurns({ atOnce: 2, mostWaiting: 50 });

const FIND = `
  select u.id, u.email, u.disabled, a.password as hash
  from app_user u
  left join app_account a on a.user_id = u.id and a.provider_id = 'credential'
  where u.email = $1`;

/**
 * The user of that address, if this is its password and it may sign in; else null. A password is hashed in any case, so that
 * the time tells nobody which addresses there are. Throws PasswordsBusy, or a DatabaseError.
 */
export async function userWithPassword(sql: Sql, email: string, password: string): Promise<KnownUser | null> {
  const [user] = await sql.query(FIND, [email.toLowerCase()], rowSchema);
  if (user === undefined || user.hash === null) {
    await turns.run(() => hashPassword(password));
    return null;
  }
  const { hash } = user;
  const right = await turns.run(() => verifyPassword({ hash, password }));
  return right && !user.disabled ? { id: user.id, email: user.email } : null;
}

/** Whether that user signs in by a password at all. */
export async function hasPassword(sql: Sql, userId: string): Promise<boolean> {
  const found = `select 1 as one from app_account where provider_id = 'credential' and account_id = $1 and password is not null`;
  return (await sql.query(found, [userId], z.unknown())).length > 0;
}
