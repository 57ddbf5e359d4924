import { randomBytes, randomUUID } from 'node:crypto';
import type { Sql } from '#lib/db/database.ts';

/** A password for somebody to begin with: 120 bits in five blocks, which can be read out. */
export const makePassword = (): string => (randomBytes(15).toString('hex').match(/.{6}/g) ?? []).join('-');

/** Gives a user the password with this hash, in place of the one before. Throws a DatabaseError. */
export async function writePassword(sql: Sql, userId: string, hash: string, now: Date): Promise<void> {
  await sql.execute(
    `insert into app_account (id, account_id, provider_id, user_id, password, created_at, updated_at)
     values ($1, $2, 'credential', $2, $3, $4, $4)
     on conflict (provider_id, account_id) do update set password = excluded.password, updated_at = excluded.updated_at`,
    [randomUUID(), userId, hash, now],
  );
}
