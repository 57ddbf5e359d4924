import { report } from './bootstrap/problem.mjs';
import { withOwnDatabase } from './run/own-database.ts';
import { runSecrets } from './run/secrets.ts';
import { readSettings } from './run/settings.ts';

/**
 * npm run secrets -- status, npm run secrets -- rotate --old-key-file FILE: what is sealed with TIDEMARK_SECRET_KEY, and how it is
 * sealed with another one. The database is that of the settings, or the one that npm start brings.
 */
try {
  process.exitCode = await runSecrets(process.argv.slice(2), withOwnDatabase(readSettings()));
} catch (error) {
  process.exitCode = report(error);
}
