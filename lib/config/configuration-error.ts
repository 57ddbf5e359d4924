/** One setting that can't be used: which, why, and how a right one looks. Never contains a secret's value. */
export interface ConfigError {
  setting: string;
  /** File and line; null for the environment. */
  where: string | null;
  problem: string;
  example: string | null;
}

/** Thrown when the configuration is wrong. The message lists every wrong setting and is meant for the terminal. */
export class ConfigurationError extends Error {
  readonly code = 'CONFIGURATION_INVALID';
  readonly errors: readonly ConfigError[];

  constructor(errors: readonly ConfigError[]) {
    super(describeErrors(errors));
    this.name = 'ConfigurationError';
    this.errors = errors;
  }
}

function describeErrors(errors: readonly ConfigError[]): string {
  const count = errors.length === 1 ? 'one setting is wrong' : `${errors.length} settings are wrong`;
  return [`Tidemark cannot start: ${count}.`, ...errors.map(describeError)].join('\n');
}

/** One error on one or two lines: `tidemark.yaml:4: clusters[0].brokers: ...`. */
export function describeError({ setting, where, problem, example }: ConfigError): string {
  const place = where === null ? '' : `${where}: `;
  const hint = example === null ? '' : `\n    for example: ${example}`;
  return `  ${place}${setting}: ${problem}${hint}`;
}
