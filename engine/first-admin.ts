import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ensureFirstAdmin } from '#lib/access/identity/ensure-first-admin.ts';
import { apiContext } from '#lib/api/context.ts';
import { formatDuration } from '#lib/config/duration.ts';
import type { Config } from '#lib/config/load.ts';

const RETRY_MS = 5_000;

/**
 * Logs the link that makes the first admin, or makes it from the settings, where there is none. Tries until the database
 * answers; ends when the process stops.
 */
export async function prepareFirstAdmin(
  { server, signIn }: Config,
  log: Pick<Logger, 'info' | 'warn' | 'error'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const { database, access } = apiContext();
      const state = await ensureFirstAdmin(database, signIn, new Date(), { audit: access.audit, log });
      if ('made' in state) log.info({ email: state.made }, 'made the first admin, as the settings say');
      if ('link' in state) {
        const url = `${server.publicUrl ?? addressOf(server)}${state.link}`;
        log.warn({}, `there is no admin yet: within ${formatDuration(signIn.setupLinkMs)} open ${url} to make one`);
      }
      return;
    } catch (err) {
      log.warn({ err }, 'cannot see whether there is an admin; trying again');
      await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }
}

function addressOf({ host, port }: Config['server']): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
