import type { Problem } from './schemas/common.ts';

interface ProblemKind {
  status: number;
  title: string;
  /** Seconds after which the same request may well succeed. */
  retryAfterSeconds?: number;
}

/** Every `code` a response can carry. Codes are public API: add, never rename. */
export const PROBLEMS = {
  INVALID_PARAMETER: { status: 400, title: 'A parameter is not valid' },
  PATH_MALFORMED: { status: 400, title: 'The path is not valid' },
  CURSOR_INVALID: { status: 400, title: 'The cursor does not belong to this list' },
  FORBIDDEN: { status: 403, title: 'Your role does not allow this' },
  CLUSTER_NOT_FOUND: { status: 404, title: 'No such cluster' },
  GROUP_NOT_FOUND: { status: 404, title: 'No such consumer group' },
  TOPIC_NOT_FOUND: { status: 404, title: 'No such topic' },
  ROUTE_NOT_FOUND: { status: 404, title: 'No such API path' },
  COLLECTOR_ONLY: { status: 404, title: 'This process serves no pages and no data' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This path does not take that method' },
  BODY_TOO_LARGE: { status: 413, title: 'The request body is too large' },
  HOST_REFUSED: { status: 421, title: 'Tidemark does not answer to that host name' },
  INTERNAL_ERROR: { status: 500, title: 'Tidemark failed' },
  DATABASE_UNAVAILABLE: { status: 503, title: 'The database cannot be reached', retryAfterSeconds: 5 },
  DATABASE_BUSY: { status: 503, title: 'Too much is asked of the database at once', retryAfterSeconds: 2 },
  DATABASE_NOT_READY: { status: 503, title: 'The database is not ready for Tidemark', retryAfterSeconds: 30 },
  STATEMENT_TIMEOUT: { status: 503, title: 'The database took too long', retryAfterSeconds: 5 },
  TOO_MANY_STREAMS: { status: 503, title: 'Too many open streams', retryAfterSeconds: 30 },
  SHUTTING_DOWN: { status: 503, title: 'Tidemark is stopping', retryAfterSeconds: 5 },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One parameter that was refused, and what it must be. */
export interface ParameterError {
  parameter: string;
  message: string;
}

interface ProblemDetails {
  errors?: ParameterError[];
  headers?: Record<string, string>;
  cause?: unknown;
}

/** An answer that is not a success. Handlers throw it, the route wrapper writes it; `detail` says what to do. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: ProblemCode;
  readonly errors: ParameterError[] | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ProblemCode, detail: string, { errors, headers = {}, cause }: ProblemDetails = {}) {
    super(detail, cause === undefined ? {} : { cause });
    this.code = code;
    this.errors = errors;
    this.headers = headers;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }
}

/** INVALID_PARAMETER with every parameter that was refused, in words that can be shown as they are. */
export function invalidParameters(errors: ParameterError[]): ApiProblem {
  const detail = errors.map(({ parameter, message }) => `${parameter}: ${message}`).join('; ');
  return new ApiProblem('INVALID_PARAMETER', detail, { errors });
}

/** The problem+json response of RFC 9457 for a problem. */
export function problemResponse(problem: ApiProblem, path: string, requestId: string): Response {
  const kind: ProblemKind = PROBLEMS[problem.code];
  const body: Problem = {
    type: `urn:tidemark:problem:${problem.code.toLowerCase().replaceAll('_', '-')}`,
    title: kind.title,
    status: kind.status,
    code: problem.code,
    detail: problem.message,
    instance: path,
    requestId,
    ...(problem.errors && { errors: problem.errors }),
  };
  const headers = new Headers({ 'content-type': 'application/problem+json', ...problem.headers });
  if (kind.retryAfterSeconds !== undefined) headers.set('retry-after', String(kind.retryAfterSeconds));
  return new Response(JSON.stringify(body), { status: kind.status, headers });
}
