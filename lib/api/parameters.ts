import { z } from 'zod';
import { EVENT_KINDS } from '#lib/events/event.ts';
import { storableText } from '#lib/history/storable.ts';
import { LAG_UNITS } from '#lib/lag/lag-unit.ts';
import { STATUSES, type Status } from '#lib/lag/status/status.ts';
import { readBody } from './body.ts';
import { parseGroupSlug } from './group-slug.ts';
import { ApiProblem, invalidParameters, type ParameterError } from './problem.ts';
import { eventKindSchema } from './schemas/events.ts';
import { statusSchema } from './schemas/status.ts';

/** A name as the store holds it: what Postgres cannot take is replaced there in the same way. */
const text = z.string({ error: 'must be given' }).transform(storableText);

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

export const unitParam = choiceParam(LAG_UNITS).default('messages').meta({ description: 'What the lag is counted in' });

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

/** Statuses separated by commas; none means all. */
export const statusesParam = z
  .string()
  .transform((value, context): Status[] => {
    const words = value === '' ? [] : value.split(',');
    const statuses = z.array(statusSchema).safeParse(words);
    if (statuses.success) return statuses.data;
    context.addIssue(`must be statuses separated by commas: ${STATUSES.join(', ')}`);
    return z.NEVER;
  })
  .default([])
  .meta({
    description: `Only groups in one of these statuses, separated by commas: ${STATUSES.join(', ')}`,
    example: 'STALLED,STOPPED',
    override: { type: 'string' },
  });

/** The group a list is about: the id itself, as no path stands in its way here. */
export const incidentIdParam = z
  .uuid({ error: 'must be the id of an incident, as the list has it' })
  .meta({ description: 'Id of an incident', example: '5b0a6a53-4f6a-4f7e-9f54-6e3a6a0a9b1c' });

export const groupFilterParam = text
  .optional()
  .meta({ description: 'Only what is about this group, by its id', example: 'payments-worker' });

export const topicFilterParam = text
  .optional()
  .meta({ description: 'Only what is about the topic of this name', example: 'orders' });

export const brokerFilterParam = z
  .string()
  .refine((value) => /^\d{1,9}$/.test(value), 'must be the id of a broker: a whole number')
  .transform(Number)
  .optional()
  .meta({ description: 'Only what is about this broker', override: { type: 'integer', minimum: 0 } });

export const relatedParam = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .default('false')
  .transform((value) => value === 'true')
  .meta({
    description: 'With a group: also what happened to the topics it reads, and brokers that came and went',
    override: { type: 'boolean', default: false },
  });

/** Kinds of events separated by commas; none means all. */
export const eventKindsParam = z
  .string()
  .transform((value, context) => {
    const kinds = z.array(eventKindSchema).safeParse(value === '' ? [] : value.split(','));
    if (kinds.success) return kinds.data;
    context.addIssue(`must be kinds of events separated by commas: ${EVENT_KINDS.join(', ')}`);
    return z.NEVER;
  })
  .default([])
  .meta({
    description: `Only events of these kinds, separated by commas: ${EVENT_KINDS.join(', ')}`,
    example: 'broker-down,log-truncated',
    override: { type: 'string' },
  });

/** Path parameters by schema; throws INVALID_PARAMETER. */
export function parsePathParameters<Schema extends z.ZodObject>(
  schema: Schema,
  values: Record<string, unknown>,
): z.output<Schema> {
  return parseAll(schema, values, []);
}

/**
 * Query parameters by schema; throws INVALID_PARAMETER also for one that is given twice, and for an unknown one, unless the schema
 * is loose because somebody else writes the query.
 */
export function parseQuery<Schema extends z.ZodObject>(schema: Schema, search: URLSearchParams): z.output<Schema> {
  const errors: ParameterError[] = [];
  const known = Object.keys(schema.shape);
  const isLoose = schema.def.catchall instanceof z.ZodUnknown;
  for (const parameter of new Set(search.keys())) {
    if (!known.includes(parameter)) {
      if (isLoose) continue;
      const takes = known.length === 0 ? 'this path takes none' : `this path takes ${known.join(', ')}`;
      errors.push({ parameter, message: `unknown parameter; ${takes}` });
    } else if (search.getAll(parameter).length > 1) {
      errors.push({ parameter, message: 'must be given once' });
    }
  }
  return parseAll(schema, Object.fromEntries(search), errors);
}

const MAX_BODY_BYTES = 64 * 1024;

/** A JSON body by schema; throws INVALID_PARAMETER with every field that was refused, BODY_TOO_LARGE, or what the body must be. */
export async function parseBody<Schema extends z.ZodType>(schema: Schema, request: Request): Promise<z.output<Schema>> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new ApiProblem('BODY_NOT_JSON', 'Send JSON, with "content-type: application/json"');
  }
  const given = jsonOf(await readBody(request, MAX_BODY_BYTES));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw invalidParameters(
    parsed.error.issues.map(({ path, message }) => ({ parameter: path.join('.') || 'body', message })),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiProblem(
      'BODY_NOT_JSON',
      `The body is not valid JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
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
