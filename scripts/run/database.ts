import { MigrationRefused, migrate } from '#lib/db/migrate.ts';
import { Problem } from '../bootstrap/problem.mjs';

/** Brings the database to the newest schema (by default that of the working folder); a Problem that names the database, never its password, where that fails. */
export async function prepareDatabase(url: string, migrations?: string): Promise<void> {
  try {
    await migrate(url, migrations);
  } catch (cause) {
    if (cause instanceof MigrationRefused) throw new Problem(`${withoutPassword(url)}: ${cause.message}`, { cause });
    throw new Problem(
      `The database ${withoutPassword(url)} cannot be used: ${messageOf(cause)}\n` +
        'Tidemark needs a database it may connect to and create tables in. Check DATABASE_URL and the rights of its user.',
      { cause },
    );
  }
}

/** A connection URL that may be shown. */
export function withoutPassword(url: string): string {
  try {
    const shown = new URL(url);
    return `${shown.username || 'the default user'} at ${shown.host}${shown.pathname}`;
  } catch {
    return 'of DATABASE_URL';
  }
}

/** A refused connection to several addresses is an error without a message, around those that have one. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
