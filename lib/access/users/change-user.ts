import type { Database } from '#lib/db/database.ts';
import { endSessionsOf } from '../identity/sessions.ts';
import { keepingAnAdmin } from '../keeping-an-admin.ts';
import { revokeTokensOf } from '../tokens/revoke-token.ts';
import { writePassword } from './password.ts';

/** What is left out stays. */
export interface UserChange {
  name?: string | undefined;
  disabled?: boolean | undefined;
  passwordHash?: string | undefined;
}

/**
 * Changes a user; null where it is gone, else how the tokens begin that ended with it. Whoever is disabled, or gets another password,
 * is signed out everywhere: a session that somebody else holds must not outlive either. The tokens of who is disabled end for good, so
 * that none comes back to life unseen when its maker does. Throws a DatabaseError.
 */
export function changeUser(
  database: Database,
  id: string,
  { name, disabled, passwordHash }: UserChange,
  now: Date,
): Promise<{ revoked: string[] } | null | 'last-admin'> {
  return keepingAnAdmin(database, async (tx) => {
    const changed = await tx.execute(
      `update app_user set name = coalesce($2, name), disabled = coalesce($3, disabled), updated_at = $4 where id = $1`,
      [id, name ?? null, disabled ?? null, now],
    );
    if (changed === 0) return null;
    if (passwordHash !== undefined) await writePassword(tx, id, passwordHash, now);
    if (disabled === true || passwordHash !== undefined) await endSessionsOf(tx, id);
    return { revoked: disabled === true ? await revokeTokensOf(tx, id, now) : [] };
  });
}
