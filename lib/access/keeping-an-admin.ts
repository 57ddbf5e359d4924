import type { Database, Transaction } from '#lib/db/database.ts';
import { adminExists } from './identity/admin-exists.ts';

/**
 * Runs a change after which somebody must still be able to administer this installation; gives `last-admin`, and has changed
 * nothing, where nobody would. One at a time, also beside the making of the first admin: of two that take away one of the last two
 * admins each, the second sees what the first did. Throws a DatabaseError.
 */
export async function keepingAnAdmin<T>(
  database: Pick<Database, 'transaction'>,
  change: (tx: Transaction) => Promise<T>,
): Promise<T | 'last-admin'> {
  try {
    return await database.transaction(async (tx) => {
      await tx.execute('lock table setup_link in exclusive mode');
      const hadOne = await adminExists(tx);
      const result = await change(tx);
      if (hadOne && !(await adminExists(tx))) throw new NobodyLeft();
      return result;
    });
  } catch (error) {
    if (error instanceof NobodyLeft) return 'last-admin';
    throw error;
  }
}

class NobodyLeft extends Error {}
