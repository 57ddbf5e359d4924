import { report } from './bootstrap/problem.mjs';
import { runHistory } from './run/history.ts';
import { withOwnDatabase } from './run/own-database.ts';
import { readSettings } from './run/settings.ts';

/**
 * npm run history -- <group> [--cluster <name>] [--from 2026-11-23T14:00:00Z] [--to 2026-11-23T15:00:00Z]: what the history holds of
 * a group, as CSV. The database is that of the settings, or the one that npm start brings.
 */
try {
  process.exitCode = await runHistory(process.argv.slice(2), withOwnDatabase(readSettings()));
} catch (error) {
  process.exitCode = report(error);
}
