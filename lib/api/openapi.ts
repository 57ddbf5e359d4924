import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from 'zod-openapi';
import type { OperationDescription } from './operations.ts';
import { PROBLEMS, type ProblemCode } from './problem.ts';
import { problemSchema } from './schemas/common.ts';

const ALWAYS: readonly ProblemCode[] = [
  'INVALID_PARAMETER',
  'PATH_MALFORMED',
  'HOST_REFUSED',
  'INTERNAL_ERROR',
  'SHUTTING_DOWN',
];
const OF_MUTATIONS: readonly ProblemCode[] = ['CROSS_SITE', 'BODY_NOT_JSON', 'BODY_TOO_LARGE'];
const UNLESS_PUBLIC: readonly ProblemCode[] = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NO_ADMIN_YET',
  'HEADER_REFUSED',
  'TOO_MANY_ATTEMPTS',
  'COLLECTOR_ONLY',
  'DATABASE_UNAVAILABLE',
  'DATABASE_BUSY',
  'DATABASE_NOT_READY',
  'STATEMENT_TIMEOUT',
];

const DESCRIPTION = [
  'Read side of Tidemark. Offsets, lags and sizes are decimal strings, since they may exceed 2^53; times are ISO 8601 in UTC.',
  'Answers about a cluster carry `observedAt` (when the brokers were last asked) and `stale`.',
  'Errors are problem+json (RFC 9457) with a stable `code`; a parameter that is unknown, given twice or out of range is refused, never ignored.',
  'Lists are cut into pages by a cursor: ask again with `cursor` = `nextCursor` and the same sort, search and filters until it is null.',
].join('\n\n');

/** The OpenAPI 3.1 document of these operations. */
export function openApiDocument(operations: readonly OperationDescription[], version: string) {
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Tidemark',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(
      [...Map.groupBy(operations, ({ path }) => path)].map(([path, ofPath]) => [
        path,
        Object.fromEntries(ofPath.map((operation) => [operation.method.toLowerCase(), operationObject(operation)])),
      ]),
    ),
  });
}

type DescribedOperation = ZodOpenApiOperationObject & { 'x-role': string; 'x-scope': string; 'x-use'?: string };

function operationObject(operation: OperationDescription): DescribedOperation {
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description && { description: operation.description }),
    requestParams: { path: operation.params, query: operation.query },
    ...('body' in operation &&
      operation.body !== null && {
        requestBody: { required: true, content: { 'application/json': { schema: operation.body } } },
      }),
    responses: { ...successes(operation), ...problems(operation) },
    'x-role': operation.role ?? 'public',
    'x-scope': operation.path.includes('{cluster}') ? 'cluster' : (operation.scope ?? 'installation'),
    ...(operation.use && { 'x-use': operation.use }),
  };
}

function successes({ response, otherResponses = {} }: OperationDescription): ZodOpenApiResponsesObject {
  const all = Object.entries({ ...otherResponses, [response.status ?? 200]: response });
  return Object.fromEntries(
    all.map(([status, { description, schema, contentType = 'application/json', example }]) => [
      status,
      status === '303'
        ? { description }
        : { description, content: { [contentType]: { schema, ...(example !== undefined && { example }) } } },
    ]),
  );
}

/** One response by status, with an example for each code. A status that has an answer of its own keeps that beside it. */
function problems(operation: OperationDescription): ZodOpenApiResponsesObject {
  const codes = new Set([
    ...ALWAYS,
    ...(operation.role === null ? [] : UNLESS_PUBLIC),
    ...(operation.method === 'GET' ? [] : OF_MUTATIONS),
    ...operation.problems,
  ]);
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, sameStatus]) => {
      const own = operation.otherResponses?.[status];
      const description = sameStatus.map((code) => `${code}: ${PROBLEMS[code].title}`).join('\n\n');
      return [
        String(status),
        {
          description: own === undefined ? description : `${own.description}\n\n${description}`,
          content: {
            ...(own && { [own.contentType ?? 'application/json']: { schema: own.schema, example: own.example } }),
            'application/problem+json': { schema: problemSchema, examples: problemExamples(sameStatus, operation) },
          },
        },
      ];
    }),
  );
}

function problemExamples(codes: readonly ProblemCode[], { path }: OperationDescription) {
  return Object.fromEntries(
    codes.map((code) => [
      code,
      {
        value: {
          type: `urn:tidemark:problem:${code.toLowerCase().replaceAll('_', '-')}`,
          title: PROBLEMS[code].title,
          status: PROBLEMS[code].status,
          code,
          detail: 'What to do about it',
          instance: path,
          requestId: '6f1c1c5e-3a57-4d59-9d0a-0f6a3f7f5a10',
        },
      },
    ]),
  );
}
