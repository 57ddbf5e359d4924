import type { Sql } from '#lib/db/database.ts';
import { type DatabaseError, isDiskFull, toDatabaseError } from '#lib/db/errors.ts';

/** Runs a part of a transaction that no disk space loses alone, and nothing else of it; gives why it is lost, else null. */
export async function atSavepoint(
  sql: Sql,
  name: 'events' | 'memberships' | 'statuses',
  work: () => Promise<unknown>,
): Promise<DatabaseError | null> {
  await sql.execute(`savepoint ${name}`);
  try {
    await work();
    await sql.execute(`release savepoint ${name}`);
    return null;
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    await sql.execute(`rollback to savepoint ${name}`);
    return toDatabaseError(error);
  }
}
