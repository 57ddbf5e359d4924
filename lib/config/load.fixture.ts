import { ConfigurationError } from './configuration-error.ts';
import { type Config, type LoadResult, loadConfig } from './load.ts';
import type { ReadFile } from './read-file.ts';

/** Files by path, in place of a disk. */
export type Files = Record<string, string>;

const reader =
  (files: Files): ReadFile =>
  (path) => {
    const text = files[path];
    if (text !== undefined) return { ok: true, text };
    return { ok: false, missing: true, problem: `there is no file ${path}` };
  };

/** Loads a configuration in the folder /home, without touching process or disk. */
export const load = (env: Record<string, string>, files: Files = {}): LoadResult =>
  loadConfig({ env, cwd: '/home', readFile: reader(files) });

/** The configuration where it is right. */
export function loaded(env: Record<string, string>, files: Files = {}): Config {
  const result = load(env, files);
  if ('errors' in result) throw new ConfigurationError(result.errors);
  return result.ok;
}

/** The errors as the terminal shows them, without their examples. */
export function errorsOf(env: Record<string, string>, files: Files = {}): string[] {
  const result = load(env, files);
  const errors = 'errors' in result ? result.errors : [];
  return errors.map(({ setting, where, problem }) => `${where === null ? '' : `${where}: `}${setting}: ${problem}`);
}
