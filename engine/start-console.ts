import { join } from 'node:path';
import { pino } from 'pino';
import { checkFileRules } from '#lib/api/file-rules.ts';
import { stopServing } from '#lib/api/shutdown.ts';
import { getConfig } from '#lib/config/config.ts';
import { ConfigurationError } from '#lib/config/configuration-error.ts';
import { checkSecrets, secretKeysOrExit } from './check-secrets.ts';
import { prepareFirstAdmin } from './first-admin.ts';
import { heapLimitMb } from './heap-limit.ts';
import { noteConnections } from './note-connections.ts';
import { onProcessStop } from './process-stop.ts';
import { Supervisor } from './supervisor.ts';

/** Starts what runs beside the pages, by role, and takes over the end of the process. A wrong setting ends it here. */
export function startConsole(): void {
  const config = configOrExit();
  const { server, engine } = config;
  noteConnections(server.trustedProxies);
  const log = pino({ name: 'console', level: server.logLevel });
  for (const warning of config.warnings) log.warn({}, warning);
  const found = secretKeysOrExit(log);
  const supervisor =
    server.role === 'web'
      ? null
      : new Supervisor({
          ...engine,
          heapMb: heapLimitMb(engine.heapMb),
          bundle: join(process.cwd(), 'dist', 'engine.mjs'),
          log,
        });
  const stopping = new AbortController();
  if (config.database.url !== null) void checkSecrets(found, log, stopping.signal);
  if (server.role !== 'collector') void prepareFirstAdmin(config, log, stopping.signal);
  onProcessStop(async () => {
    stopping.abort();
    log.info({}, 'stopping');
    await Promise.all([stopServing(server.stopTimeoutMs), supervisor?.stop(server.stopTimeoutMs)]);
  });
}

function configOrExit() {
  try {
    return getConfig(checkFileRules);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
