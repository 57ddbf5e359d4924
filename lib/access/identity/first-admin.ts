import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Database, Transaction } from '#lib/db/database.ts';
import { writePassword } from '../users/password.ts';
import { adminExists } from './admin-exists.ts';
import { endSessionsOf } from './sessions.ts';
import { isSetupLink } from './setup-link.ts';

/** Who the first admin is to be; the password as its hash. */
export interface FirstAdmin {
  email: string;
  passwordHash: string;
}

export type FirstAdminResult = { ok: { userId: string } } | { refused: 'admin-exists' | 'link-invalid' };

/**
 * Makes the first admin, of several that try at once only one. With a link's token it takes that link, and every other with it;
 * without (null) the settings of the process say who it is. A user of that address who is there already becomes the admin,
 * enabled and with this password.
 */
export async function makeFirstAdmin(
  database: Database,
  admin: FirstAdmin,
  token: string | null,
  now: Date,
): Promise<FirstAdminResult> {
  return database.transaction(async (tx) => {
    // Held until the end of the transaction: whoever comes second sees what the first one did.
    await tx.execute('lock table setup_link in exclusive mode');
    if (await adminExists(tx)) return { refused: 'admin-exists' };
    if (token !== null && !(await isSetupLink(tx, token, now))) return { refused: 'link-invalid' };
    const userId = await writeUser(tx, admin, now);
    await tx.execute(
      `insert into access_grant (principal_kind, principal_id, clusters, role) values ('user', $1, '*', 'admin')
       on conflict (principal_kind, principal_id, clusters) do update set role = excluded.role`,
      [userId],
    );
    await tx.execute('delete from setup_link');
    return { ok: { userId } };
  });
}

async function writeUser(tx: Transaction, { email, passwordHash }: FirstAdmin, now: Date): Promise<string> {
  const [name = email] = email.split('@');
  const [user] = await tx.query(
    `insert into app_user (id, name, email, created_at, updated_at) values ($1, $2, $3, $4, $4)
     on conflict (email) do update set disabled = false, updated_at = excluded.updated_at
     returning id`,
    [randomUUID(), name, email.toLowerCase(), now],
    z.object({ id: z.string() }),
  );
  if (user === undefined) throw new Error('an upsert gave no row');
  await writePassword(tx, user.id, passwordHash, now);
  await endSessionsOf(tx, user.id);
  return user.id;
}
