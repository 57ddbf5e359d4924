import { randomUUID } from 'node:crypto';
import type { Database } from '#lib/db/database.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { writePassword } from './password.ts';

export interface NewUser {
  /** In small letters. */
  email: string;
  name: string;
  /** Null for one who signs in at an identity provider. */
  passwordHash: string | null;
}

/** Makes a user, who may do nothing yet, and gives its id; `exists` where somebody has that address. Throws a DatabaseError. */
export async function createUser(database: Database, user: NewUser, now: Date): Promise<{ id: string } | 'exists'> {
  const id = randomUUID();
  try {
    await database.transaction(async (tx) => {
      await tx.execute('insert into app_user (id, name, email, created_at, updated_at) values ($1, $2, $3, $4, $4)', [
        id,
        user.name,
        user.email,
        now,
      ]);
      if (user.passwordHash !== null) await writePassword(tx, id, user.passwordHash, now);
    });
    return { id };
  } catch (error) {
    if (isUniqueViolation(error)) return 'exists';
    throw error;
  }
}
