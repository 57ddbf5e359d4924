import { report } from './bootstrap/problem.mjs';
import { LAG_EXIT, runLag } from './run/lag.ts';
import { withOwnDatabase } from './run/own-database.ts';
import { readSettings } from './run/settings.ts';

/**
 * npm run lag -- [--cluster <name>] [--group <id>] [--json]: how the groups of a cluster are, for runbooks and cron. Ends with 0 where
 * all is calm, 1 with a warning, 2 with an error, 3 where it cannot be told. The database is that of the settings, or the one
 * that npm start brings.
 */
try {
  process.exitCode = await runLag(process.argv.slice(2), withOwnDatabase(readSettings()));
} catch (error) {
  report(error);
  process.exitCode = LAG_EXIT.unknown;
}
