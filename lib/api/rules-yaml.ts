import { isDeepStrictEqual } from 'node:util';
import { Document, isCollection } from 'yaml';
import { checkRule, type Surroundings } from '#lib/alerts/rule-check.ts';
import type { StoredRule } from '#lib/alerts/store/rules.ts';
import { ruleInputSchema } from './schemas/rules.ts';

const HEAD = ' Alert rules, to be put into tidemark.yaml. Where that has alerts already, rules goes below it.';

const entrySchema = ruleInputSchema.omit({ reason: true });
/** What is so by itself; of the fields that are always said it means nothing. */
const LEAST = entrySchema.parse({ name: '-', severity: 'info', condition: { metric: 'lag', forSeconds: 0 } });
const ALWAYS_SAID = ['name', 'severity', 'condition'];
const ALWAYS_SAID_OF_CONDITION = ['metric', 'threshold', 'status', 'forSeconds'];

/**
 * The rules as they stand in tidemark.yaml, without what is so by itself. `clusters` are all that are polled, or null where the reader
 * may not see all: what is so because of them is written out then.
 */
export function rulesYaml(rules: readonly StoredRule[], clusters: Surroundings['clusters'] | null): string {
  const entries = rules.map((rule) => escaped(entryOf(rule, clusters)));
  const document = new Document({ alerts: { rules: entries } }, { aliasDuplicateObjects: false });
  document.commentBefore = HEAD;
  const list = document.getIn(['alerts', 'rules']);
  for (const [index, node] of isCollection(list) ? list.items.entries() : []) {
    if (isCollection(node)) node.spaceBefore = index > 0;
  }
  return document.toString({ lineWidth: 0 });
}

function entryOf(rule: StoredRule, clusters: Surroundings['clusters'] | null): object {
  const { status, threshold } = rule.condition;
  const limits = { status: status ?? undefined, threshold: status === null ? threshold : undefined };
  const condition = known(entrySchema.shape.condition.shape, { ...rule.condition, ...limits });
  const entry = known(entrySchema.shape, { ...rule, condition });
  const byItself = definitionOf(
    { ...entry, keepFiringSeconds: undefined, condition: { ...condition, clearThreshold: undefined } },
    clusters ?? [],
  );
  return unlike(
    {
      ...entry,
      ...Object.fromEntries((['clusters', 'groups', 'topics'] as const).map((field) => [field, short(rule[field])])),
      condition: unlike(
        condition,
        { ...LEAST.condition, clearThreshold: byItself?.condition.clearThreshold },
        ALWAYS_SAID_OF_CONDITION,
      ),
    },
    {
      ...LEAST,
      clusters: '*',
      groups: '*',
      topics: '*',
      keepFiringSeconds: clusters === null ? undefined : byItself?.keepFiringSeconds,
    },
    ALWAYS_SAID,
  );
}

/** Of a rule what somebody may write. */
const known = (shape: object, values: object): Record<string, unknown> =>
  Object.fromEntries(Object.keys(shape).map((key) => [key, Reflect.get(values, key)]));

/** The whole rule of an entry; null where it could not be written any more. */
function definitionOf(entry: object, clusters: Surroundings['clusters']) {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) return null;
  const { name: _, ...written } = parsed.data;
  const checked = checkRule(written, { clusters, destinations: written.destinations });
  return checked.ok ? checked.definition : null;
}

/** Without what is left out, and what is as in `unsaid`. */
const unlike = (values: object, unsaid: object, always: readonly string[]): object =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([key, value]) =>
        value !== undefined && (always.includes(key) || !isDeepStrictEqual(value, Reflect.get(unsaid, key))),
    ),
  );

/** Patterns as somebody writes them who leaves nothing out. */
function short({ include, exclude }: StoredRule['groups']): unknown {
  if (exclude.length > 0) return { include, exclude };
  return include.length === 1 ? include[0] : include;
}

/** What begins a variable in tidemark.yaml stands for itself. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, escaped(one)]));
}
