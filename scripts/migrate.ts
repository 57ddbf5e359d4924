import { withExplicitSslMode } from '#lib/config/postgres-url.ts';
import { migrate } from '#lib/db/migrate.ts';

/** Applies the pending migrations to the database named by the first argument or DATABASE_URL. */
const url = process.argv[2] ?? process.env.DATABASE_URL;
if (url === undefined) {
  console.error('Say which database: node scripts/migrate.ts postgres://user:password@host/database');
  process.exit(2);
}
try {
  const applied = await migrate(withExplicitSslMode(url));
  console.log(applied.length === 0 ? 'Schema is up to date.' : `Applied ${applied.join(', ')}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
