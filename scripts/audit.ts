import { report } from './bootstrap/problem.mjs';
import { runAudit } from './run/audit.ts';
import { withOwnDatabase } from './run/own-database.ts';
import { readSettings } from './run/settings.ts';

/**
 * npm run audit -- verify [--anchor <row>:<hash>]...: is the audit log as it was written? The database is that of the
 * settings, or the one that npm start brings.
 */
try {
  process.exitCode = await runAudit(process.argv.slice(2), withOwnDatabase(readSettings()));
} catch (error) {
  process.exitCode = report(error);
}
