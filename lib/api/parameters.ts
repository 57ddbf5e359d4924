import { z } from 'zod';
import { storableText } from '#lib/history/storable.ts';
import { LAG_STATES, type LagState } from '#lib/lag/state.ts';
import { parseGroupSlug } from './group-slug.ts';
import { invalidParameters, type ParameterError } from './problem.ts';
import { lagStateSchema } from './schemas/common.ts';

/** A name as the store holds it: what Postgres cannot take is replaced there in the same way. */
const text = z.string().transform(storableText);

export const clusterParam = text.meta({ description: 'Name of the cluster in the configuration', example: 'local' });

export const topicParam = text.meta({ description: 'Name of the topic', example: 'orders' });

export const groupParam = z
  .string()
  .transform((slug, context) => {
    const group = parseGroupSlug(slug);
    if (group !== null) return group;
    context.addIssue('after "~" must come the base64url of the group id in UTF-8');
    return z.NEVER;
  })
  .pipe(text)
  .meta({
    description:
      'The group id itself when it matches `[A-Za-z0-9_-][A-Za-z0-9._-]{0,248}`, else `~` + base64url of its UTF-8 (`.` is `~Lg`, the empty id is `~`). Both forms are accepted; `slug` in answers is the canonical one.',
    example: 'payments-worker',
    override: { type: 'string' },
  });

/** A whole number in a query, as decimal digits only (not `1e3`, not ` 7`). */
export function integerParam({ min, max, fallback }: { min: number; max: number; fallback: number }) {
  const words = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .refine((value) => /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max, words)
    .transform(Number)
    .default(fallback)
    .meta({ override: { type: 'integer', minimum: min, maximum: max, default: fallback } });
}

/** An instant in a query: ISO 8601 with a zone. */
export const instantParam = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant such as 2026-11-23T14:02:31Z' })
  .transform((value) => new Date(value));

export const fromParam = instantParam.optional().meta({
  description: 'Begin of the range; an hour before `to` when left out, at most 31 days before it',
  example: '2026-11-23T13:00:00Z',
});

export const toParam = instantParam
  .optional()
  .meta({ description: 'End of the range; now when left out', example: '2026-11-23T14:00:00Z' });

export const pointsParam = integerParam({ min: 2, max: 500, fallback: 300 }).meta({
  description: 'Most buckets of the answer',
});

export const searchParam = z
  .string()
  .max(249, 'must be at most 249 characters long')
  .transform(storableText)
  .default('')
  .meta({ description: 'Case-insensitive part of a name; no wildcards', example: 'payments' });

export const cursorParam = z
  .string()
  .optional()
  .meta({ description: 'nextCursor of the page before; valid only with the same sort, search and filters' });

export const limitParam = integerParam({ min: 1, max: 1000, fallback: 100 }).meta({
  description: 'Most rows of a page',
});

/** A choice of words in a query, with the words in the refusal. */
export function choiceParam<const Choices extends readonly [string, ...string[]]>(choices: Choices) {
  return z.enum(choices, { error: `must be one of ${choices.join(', ')}` });
}

/** Messages only, so far. */
export const unitParam = z
  .enum(['messages'], {
    error: ({ input }) => (input === 'seconds' ? 'seconds are not available yet: use messages' : 'must be messages'),
  })
  .default('messages')
  .meta({ description: 'What the lag is counted in' });

/** The sort of a list: a key of its orders. */
export function sortParam<Sort extends string>(orders: Record<Sort, unknown>, fallback: NoInfer<Sort>) {
  // Safe: the orders are a literal, so its keys are the Sorts and nothing else.
  const sorts = Object.keys(orders) as Sort[];
  return z
    .enum(sorts, { error: `must be one of ${sorts.join(', ')}` })
    .default(fallback)
    .meta({
      description: 'A leading "-" turns the order; "danger" is the worst first. Rows without a value come last',
    });
}

/** Lag states separated by commas; none means all. */
export const lagStatesParam = z
  .string()
  .transform((value, context): LagState[] => {
    const words = value === '' ? [] : value.split(',');
    const states = z.array(lagStateSchema).safeParse(words);
    if (states.success) return states.data;
    context.addIssue(`must be states separated by commas: ${LAG_STATES.join(', ')}`);
    return z.NEVER;
  })
  .default([])
  .meta({
    description: `Only groups whose worst state is one of these, separated by commas: ${LAG_STATES.join(', ')}`,
    example: 'truncated,expired',
    override: { type: 'string' },
  });

/** Path parameters by schema; throws INVALID_PARAMETER. */
export function parsePathParameters<Schema extends z.ZodObject>(
  schema: Schema,
  values: Record<string, unknown>,
): z.output<Schema> {
  return parseAll(schema, values, []);
}

/** Query parameters by schema; throws INVALID_PARAMETER also for an unknown parameter and one that is given twice. */
export function parseQuery<Schema extends z.ZodObject>(schema: Schema, search: URLSearchParams): z.output<Schema> {
  const errors: ParameterError[] = [];
  const known = Object.keys(schema.shape);
  for (const parameter of new Set(search.keys())) {
    if (!known.includes(parameter)) {
      const takes = known.length === 0 ? 'this path takes none' : `this path takes ${known.join(', ')}`;
      errors.push({ parameter, message: `unknown parameter; ${takes}` });
    } else if (search.getAll(parameter).length > 1) {
      errors.push({ parameter, message: 'must be given once' });
    }
  }
  return parseAll(schema, Object.fromEntries(search), errors);
}

function parseAll<Schema extends z.ZodObject>(
  schema: Schema,
  values: Record<string, unknown>,
  errors: ParameterError[],
): z.output<Schema> {
  const parsed = schema.safeParse(values);
  const issues = parsed.success ? [] : parsed.error.issues;
  const refused = [...errors, ...issues.map((issue) => ({ parameter: issue.path.join('.'), message: issue.message }))];
  if (!parsed.success || refused.length > 0) throw invalidParameters(refused);
  return parsed.data;
}
