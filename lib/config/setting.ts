import type { ConfigError } from './configuration-error.ts';
import type { ValueType } from './value-types.ts';

/** One setting, described once: reading, error messages and docs/configuration.md all come from here. */
export interface Setting<T> {
  /** Path in tidemark.yaml; that of a cluster's setting begins below its entry of `clusters`. Null: environment only. */
  yaml: string | null;
  env: string;
  type: ValueType<T>;
  /** As a person would write it. Null: optional, its value is null when not given. */
  default: string | null;
  /** Says in the table what is taken when the default depends on something. */
  defaultNote?: string;
  example: string;
  /** Never shown. May also be given as a file: NAME_FILE, or `nameFile` in YAML. */
  secret: boolean;
  description: string;
}

type Definition<T> = Omit<Setting<T>, 'default' | 'secret'>;

/** A setting that always has a value. */
export const setting = <T>(definition: Definition<T> & { default: string }): Setting<T> => ({
  ...definition,
  secret: false,
});

/** A setting whose value is null when it is not given. */
export const optional = <T>(definition: Definition<T>): Setting<T | null> => ({
  ...definition,
  default: null,
  secret: false,
});

/** An optional setting whose value is never shown. */
export const optionalSecret = <T>(definition: Definition<T>): Setting<T | null> => ({
  ...optional(definition),
  secret: true,
});

export type SettingGroup = Record<string, Setting<unknown>>;
export type ValuesOf<G extends SettingGroup> = { [K in keyof G]: G[K] extends Setting<infer T> ? T : never };

/** A value as it was found, before it is parsed. */
export interface RawValue {
  value: unknown;
  /** What a message may quote: null for secrets and for text that came out of `${NAME}`. */
  shown: string | null;
  /** How the reader of a message knows the setting: the variable's name, or the path in the file. */
  setting: string;
  /** File and line; null for the environment. */
  where: string | null;
}

/** Finds settings, in one place or in several by precedence. Null: not given there. */
export interface Source {
  find(setting: Setting<unknown>): RawValue | { error: ConfigError } | null;
}

/** The first of two places that gives a setting. */
export const firstOf = (first: Source, second: Source): Source => ({
  find: (one) => first.find(one) ?? second.find(one),
});

/** What was read of a group: a value for each setting, or what is wrong; and which of them were given at all. */
export interface Reading<G extends SettingGroup> {
  values: ValuesOf<G> | null;
  errors: ConfigError[];
  given: Map<keyof G, RawValue>;
}

/** Reads all settings of a group; one wrong value does not hide the next. */
export function readGroup<G extends SettingGroup>(group: G, source: Source): Reading<G> {
  const values: Record<string, unknown> = {};
  const errors: ConfigError[] = [];
  const given = new Map<keyof G, RawValue>();
  for (const [key, one] of Object.entries(group)) {
    const raw = source.find(one);
    if (raw !== null && 'error' in raw) {
      errors.push(raw.error);
      continue;
    }
    if (raw !== null) given.set(key, raw);
    const parsed = raw === null ? readDefault(one) : parse(one, raw);
    if ('error' in parsed) errors.push(parsed.error);
    else values[key] = parsed.value;
  }
  // Every key of the group was either set or reported, so without errors the record is whole.
  return { values: errors.length === 0 ? (values as ValuesOf<G>) : null, errors, given };
}

function parse(one: Setting<unknown>, raw: RawValue): { value: unknown } | { error: ConfigError } {
  const result = one.type.safeParse(raw.value);
  if (result.success) return { value: result.data };
  const problem = result.error.issues[0]?.message ?? 'is not valid';
  return { error: wrongValue(one, raw, problem) };
}

/** The value taken when a setting is not given. A test parses the default of every setting, so it is never wrong. */
const readDefault = (one: Setting<unknown>): { value: unknown } => ({
  value: one.default === null ? null : one.type.parse(one.default),
});

/** The error for a value that was found and can't be used. */
export function wrongValue(one: Setting<unknown>, raw: RawValue, problem: string): ConfigError {
  const quoted = one.secret ? null : quotable(raw.shown);
  return {
    setting: raw.setting,
    where: raw.where,
    problem: quoted === null ? problem : `${problem}; it is ${JSON.stringify(quoted)}`,
    example: exampleFor(one, raw.where !== null),
  };
}

/** How the setting is written right, in the environment's form or in the file's. */
export const exampleFor = (one: Setting<unknown>, inFile: boolean): string =>
  inFile && one.yaml !== null ? `${one.yaml.split('.').at(-1)}: ${one.example}` : `${one.env}=${one.example}`;

/** Text that may stand in a message: short, on one line, and without an `@`, before which URLs carry passwords. */
const quotable = (shown: string | null): string | null =>
  shown !== null && shown.length <= 80 && !/[@\r\n]/.test(shown) ? shown : null;
