import { ConfigurationError } from './configuration-error.ts';
import { type Config, loadConfig } from './load.ts';

let loaded: Config | null = null;

/** The configuration of this process, read once. Throws ConfigurationError, whose message is meant for the terminal. */
export function getConfig(): Config {
  if (loaded === null) {
    const result = loadConfig({ env: process.env, cwd: process.cwd() });
    if ('errors' in result) throw new ConfigurationError(result.errors);
    loaded = result.ok;
  }
  return loaded;
}
