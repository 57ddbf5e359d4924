import type { ConfigError } from './configuration-error.ts';
import type { ReadFile } from './read-file.ts';
import { exampleFor, type RawValue, type Setting, type Source } from './setting.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings from environment variables: NAME, and NAME_FILE for secrets. An empty variable counts as not set. */
export function environmentSource(env: Environment, readFile: ReadFile): Source {
  return {
    find(one) {
      const direct = env[one.env] || null;
      const file = one.secret ? env[fileVariable(one)] || null : null;
      if (direct !== null && file !== null) return { error: bothGiven(one) };
      if (file !== null) return readSecretFile(one, file, { setting: fileVariable(one), where: null }, readFile);
      return direct === null ? null : { value: direct, shown: direct, setting: one.env, where: null };
    },
  };
}

/** True when the environment gives the setting, itself or by file. */
export const isSet = (env: Environment, one: Setting<unknown>): boolean =>
  Boolean(env[one.env] || (one.secret && env[fileVariable(one)]));

/** The variable that names a file with the setting's value. */
export const fileVariable = (one: Setting<unknown>): string => `${one.env}_FILE`;

/** The content of a secret's file without its last line break, or why it could not be read. */
export function readSecretFile(
  one: Setting<unknown>,
  path: string,
  place: Pick<RawValue, 'setting' | 'where'>,
  readFile: ReadFile,
): RawValue | { error: ConfigError } {
  const file = readFile(path);
  if (file.ok && file.text.trim() !== '') return { ...place, value: file.text.replace(/\r?\n$/, ''), shown: null };
  const problem = file.ok ? `the file ${path} is empty` : file.problem;
  const example = `/run/secrets/${one.env.toLowerCase()}`;
  return { error: { ...place, problem, example: exampleFor({ ...fileSetting(one), example }, place.where !== null) } };
}

/** The setting under the name that takes a file. */
const fileSetting = (one: Setting<unknown>): Setting<unknown> => ({
  ...one,
  env: fileVariable(one),
  yaml: one.yaml === null ? null : `${one.yaml}File`,
});

function bothGiven(one: Setting<unknown>): ConfigError {
  return {
    setting: one.env,
    where: null,
    problem: `${one.env} and ${fileVariable(one)} are both set; leave one of them out`,
    example: exampleFor(one, false),
  };
}
