import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type FoundKeys, SecretKeyUnusable } from '#lib/access/secrets/key-source.ts';
import { foundKeys } from '#lib/access/secrets/process-key.ts';
import { checkKey, secretsState, secretWarnings } from '#lib/access/secrets/state.ts';
import { apiContext } from '#lib/api/context.ts';

const RETRY_MS = 5_000;

/** The keys of this process, and in the log where they come from; a key file that holds none ends the process here. */
export function secretKeysOrExit(log: Pick<Logger, 'info' | 'warn'>): FoundKeys {
  try {
    const found = foundKeys();
    for (const note of found.notes) log.info({}, note);
    for (const warning of found.warnings) log.warn({}, warning);
    return found;
  } catch (error) {
    if (!(error instanceof SecretKeyUnusable)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/**
 * Logs whether other processes seal with the same key, and which secrets are missing. Tries until the database answers. A key that ends
 * with this process is nobody's measure.
 */
export async function checkSecrets(
  { keys, from }: FoundKeys,
  log: Pick<Logger, 'warn'>,
  signal: AbortSignal,
): Promise<void> {
  const look = from === 'memory' ? secretsState : checkKey;
  while (!signal.aborted) {
    try {
      for (const warning of secretWarnings(await look(apiContext().database, keys))) log.warn({}, warning);
      return;
    } catch (err) {
      log.warn({ err }, 'cannot see whether the stored secrets can be opened; trying again');
      await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }
}
