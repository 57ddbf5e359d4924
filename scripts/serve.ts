import { fileURLToPath } from 'node:url';
import { checkFileRules } from '#lib/api/file-rules.ts';
import { ConfigurationError } from '#lib/config/configuration-error.ts';
import { type Config, loadConfig } from '#lib/config/load.ts';
import { Problem, report } from './bootstrap/problem.mjs';
import { runAudit } from './run/audit.ts';
import { prepareDatabase } from './run/database.ts';
import { runHistory } from './run/history.ts';
import { LAG_EXIT, runLag } from './run/lag.ts';
import { listenAt } from './run/listen-at.ts';
import { runSecrets } from './run/secrets.ts';

/**
 * The packaged console (npm run package): `node tidemark.mjs` brings the database to the newest schema and serves,
 * `node tidemark.mjs migrate` does the first only, for an upgrade that wants that done and seen before anything serves, and
 * `node tidemark.mjs audit ...`, `history ...`, `lag ...` and `secrets ...` are the commands about the audit log
 * (scripts/run/audit.ts), the history of a group (scripts/run/history.ts), how groups are (scripts/run/lag.ts) and stored secrets
 * (scripts/run/secrets.ts).
 */
const USAGE = 'node tidemark.mjs [migrate | audit ... | history ... | lag ... | secrets ...]';
/** Commands with arguments of their own, which give the exit code. */
const COMMANDS = new Map<string, (args: string[], config: Config) => Promise<number>>([
  ['audit', runAudit],
  ['history', runHistory],
  ['lag', runLag],
  ['secrets', runSecrets],
]);
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

async function main(args: string[]): Promise<void> {
  const command = COMMANDS.get(args[0] ?? '');
  if (command === undefined && (args.length > 1 || (args[0] ?? 'migrate') !== 'migrate'))
    throw new Problem(`There is no ${args.join(' ')}: ${USAGE}`);
  // The server runs in its own folder; relative paths in settings mean that of whoever starts it.
  process.env.TIDEMARK_HOME ||= process.cwd();
  const config = readConfig();
  if (command !== undefined) {
    process.exitCode = await command(args.slice(1), config);
    return;
  }
  if (config.database.url === null)
    throw new Problem('DATABASE_URL is not set. A packaged Tidemark brings no Postgres of its own: name one.');
  await prepareDatabase(config.database.url.reveal(), here('./prisma/migrations'));
  if (args.length > 0) return console.log('The database has the newest schema.');
  if (config.clusters.length === 0)
    throw new Problem(
      'No cluster is configured. Set KAFKA_BROKERS, or list clusters in the file TIDEMARK_CONFIG names.',
    );
  Object.assign(process.env, listenAt(config.server));
  await import(new URL('./server.js', import.meta.url).href);
}

function readConfig(): Config {
  const result = loadConfig({ env: process.env, cwd: process.cwd(), checkRules: checkFileRules });
  if ('errors' in result) throw new Problem(new ConfigurationError(result.errors).message);
  return result.ok;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const code = report(error);
  // Its exit codes say how bad it is: settings that cannot be read say nothing of that.
  process.exit(process.argv[2] === 'lag' ? LAG_EXIT.unknown : code);
});
