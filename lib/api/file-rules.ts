import { z } from 'zod';
import type { WantedRule } from '#lib/alerts/file-rules.ts';
import { budgetError, MOST_OF_RULES, patternFields } from '#lib/alerts/pattern-budget.ts';
import { checkRule } from '#lib/alerts/rule-check.ts';
import { ruleDefinitionSchema } from '#lib/alerts/rule-schema.ts';
import type { RuleEntry } from '#lib/config/alert-rules.ts';
import type { ConfigError } from '#lib/config/configuration-error.ts';
import type { Config } from '#lib/config/load.ts';
import { nearest } from '#lib/config/nearest.ts';
import { ruleInputSchema } from './schemas/rules.ts';
import { knownKeys, type TypedBy, typedText } from './typed-text.ts';

type Clusters = Parameters<typeof checkRule>[1]['clusters'];
type Read = {
  entry: RuleEntry;
  rule: WantedRule | null;
  name: string | null;
  errors: ConfigError[];
  /** What is perhaps not meant. */
  warnings: ConfigError[];
};

/** What a rule of the file may have: all that one of the API has, but nobody is asked for a reason. */
const entrySchema = ruleInputSchema.omit({ reason: true });
// Of JSON schema it is read what texts need.
const entryTypes = z.toJSONSchema(entrySchema, { io: 'input' }) as TypedBy;

/** All that is wrong with the rules of a file, each at its field. */
export function checkFileRules(entries: readonly RuleEntry[]): ConfigError[] {
  const read = entries.map((entry) => readEntry(entry, []));
  return [...read.flatMap(({ errors }) => errors), ...sameNames(read), ...tooDear(read)];
}

/** Of rules whose regular expressions are too much together the first one that is. */
function tooDear(read: readonly Read[]): ConfigError[] {
  const kept: ReturnType<typeof patternFields>[] = [];
  for (const { entry, rule } of read) {
    if (rule === null) continue;
    const fields = patternFields(rule.definition);
    const error = budgetError(fields, { most: MOST_OF_RULES, kept, what: 'rules' });
    if (error !== null) return [wrong(entry, error.parameter.split('.'), error.message)];
    kept.push(fields);
  }
  return [];
}

/** The rules of the file; null where there is no file. What `checkFileRules` finds fault with is left out. */
export function fileRules({
  file,
  alertRules,
  clusters,
}: Pick<Config, 'file' | 'alertRules'> & { clusters: Clusters }): WantedRule[] | null {
  if (file === null) return null;
  return alertRules.flatMap((entry) => readEntry(entry, clusters).rule ?? []);
}

/** What is taken as it is written in the file, and is perhaps not meant, as sentences to log at start. */
export function fileRuleWarnings({ alertRules, clusters }: Pick<Config, 'alertRules' | 'clusters'>): string[] {
  return alertRules
    .flatMap((entry) => readEntry(entry, clusters).warnings)
    .map(({ where, setting, problem }) => `${where}: ${setting}: ${problem}`);
}

function readEntry(entry: RuleEntry, clusters: Clusters): Read {
  const value = typedText(entryTypes, entry.value);
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    const errors = parsed.error.issues.flatMap((issue) => errorsOf(issue, entry, value));
    return { entry, rule: null, name: null, errors, warnings: [] };
  }
  const { name, ...written } = parsed.data;
  // Destinations are no setting: one that is not there yet may be made while it runs.
  const checked = checkRule(written, { clusters, destinations: written.destinations });
  if (checked.ok) {
    // As it is read again once it is stored: the two are compared.
    const definition = ruleDefinitionSchema.parse(checked.definition);
    // Whom it tells is known once the database is there.
    const doubtful = checked.warnings.filter(({ parameter }) => parameter !== 'destinations');
    const warnings = doubtful.map(({ parameter, message }) => wrong(entry, parameter.split('.'), message));
    return { entry, rule: { name, definition, file: entry.file }, name, errors: [], warnings };
  }
  const errors = checked.errors.map(({ parameter, message }) => wrong(entry, parameter.split('.'), message));
  return { entry, rule: null, name, errors, warnings: [] };
}

const wrong = (entry: RuleEntry, path: readonly PropertyKey[], problem: string): ConfigError => ({
  ...entry.placeOf(path),
  problem,
  example: null,
});

function errorsOf(issue: z.core.$ZodIssue, entry: RuleEntry, value: unknown): ConfigError[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(entryTypes, issue.path);
    return issue.keys.map((key) => {
      const meant = nearest(key, known);
      const hint = meant === null ? `known here: ${known.join(', ')}` : `did you mean ${meant}?`;
      return wrong(entry, [...issue.path, key], `there is no such setting; ${hint}`);
    });
  }
  return [wrong(entry, issue.path, problemOf(issue, valueAt(value, issue.path)))];
}

function problemOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined || value === null) return 'must be given';
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  if (issue.code !== 'invalid_type') return issue.message;
  if (issue.expected === 'boolean') return 'must be true or false';
  if (issue.expected === 'array') return 'must be a list';
  if (issue.expected === 'object' || issue.expected === 'record')
    return 'must hold fields of its own, on indented lines below it';
  return issue.message;
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (within, key) => (typeof within === 'object' && within !== null ? Reflect.get(within, key) : undefined),
    value,
  );

/** A rule is known by its name: two of one name would be one. */
function sameNames(read: readonly Read[]): ConfigError[] {
  const names = read.map(({ name }) => name);
  return read.flatMap(({ entry, name }, index) => {
    const first = read[names.indexOf(name)]?.entry;
    if (name === null || first === undefined || first === read[index]?.entry) return [];
    const problem = `is the name of ${first.placeOf([]).setting} already; it is ${JSON.stringify(name)}`;
    return [wrong(entry, ['name'], problem)];
  });
}
