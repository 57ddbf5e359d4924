import type { RuleCheck } from './alert-rules.ts';
import { ConfigurationError } from './configuration-error.ts';
import { type Config, loadConfig } from './load.ts';

let loaded: Config | null = null;

/** The configuration of this process, read once: by whoever starts it, with the check of its alert rules. Throws ConfigurationError, whose message is meant for the terminal. */
export function getConfig(checkRules?: RuleCheck): Config {
  if (loaded === null) {
    const result = loadConfig({ env: process.env, cwd: process.cwd(), ...(checkRules && { checkRules }) });
    if ('errors' in result) throw new ConfigurationError(result.errors);
    loaded = result.ok;
  }
  return loaded;
}
