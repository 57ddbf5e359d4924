import { checkFileRules } from '#lib/api/file-rules.ts';
import { ConfigurationError } from '#lib/config/configuration-error.ts';
import { type Config, loadConfig } from '#lib/config/load.ts';
import { CLONE } from '../bootstrap/cache.mjs';
import { Problem } from '../bootstrap/problem.mjs';

/** The settings the console will be started with, checked before anything is started. */
export function readSettings(): Config {
  // The built console runs in a folder of its own; relative paths in settings mean the clone.
  process.env.TIDEMARK_HOME ||= CLONE;
  const result = loadConfig({ env: process.env, cwd: CLONE, checkRules: checkFileRules });
  if ('errors' in result) throw new Problem(new ConfigurationError(result.errors).message);
  return result.ok;
}
