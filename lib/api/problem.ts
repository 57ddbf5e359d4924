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
  BODY_NOT_JSON: { status: 400, title: 'The request body is not JSON' },
  UNAUTHENTICATED: { status: 401, title: 'Nobody is signed in' },
  INVALID_CREDENTIALS: { status: 401, title: 'Address and password do not belong together' },
  CROSS_SITE: { status: 403, title: 'Another site sent this request' },
  FORBIDDEN: { status: 403, title: 'Your role does not allow this' },
  HEADER_REFUSED: { status: 403, title: 'It is not for this request to say who sends it' },
  NO_ADMIN_YET: { status: 403, title: 'Nobody administers this installation yet' },
  BEYOND_OWN_RIGHTS: { status: 403, title: 'Nobody can give more than they have' },
  RULE_FROM_FILE: { status: 403, title: 'This alert rule stands in a file' },
  SETUP_LINK_INVALID: { status: 403, title: 'This link makes no admin' },
  CLUSTER_NOT_FOUND: { status: 404, title: 'No such cluster' },
  GROUP_NOT_FOUND: { status: 404, title: 'No such consumer group' },
  TOPIC_NOT_FOUND: { status: 404, title: 'No such topic' },
  USER_NOT_FOUND: { status: 404, title: 'No such user' },
  GRANT_NOT_FOUND: { status: 404, title: 'No such grant' },
  TOKEN_NOT_FOUND: { status: 404, title: 'No such token' },
  SESSION_NOT_FOUND: { status: 404, title: 'No such session' },
  DESTINATION_NOT_FOUND: { status: 404, title: 'No such destination' },
  DELIVERY_NOT_FOUND: { status: 404, title: 'No such delivery' },
  RULE_NOT_FOUND: { status: 404, title: 'No such alert rule' },
  SILENCE_NOT_FOUND: { status: 404, title: 'No such silence' },
  INCIDENT_NOT_FOUND: { status: 404, title: 'No such incident' },
  ROUTE_NOT_FOUND: { status: 404, title: 'No such API path' },
  COLLECTOR_ONLY: { status: 404, title: 'This process serves no pages and no data' },
  OIDC_OFF: { status: 404, title: 'No identity provider is set up' },
  BURROW_OFF: { status: 404, title: 'The API of Burrow is switched off' },
  METRICS_OFF: { status: 404, title: 'These metrics are switched off' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This path does not take that method' },
  USER_EXISTS: { status: 409, title: 'There is such a user already' },
  GRANT_EXISTS: { status: 409, title: 'There is such a grant already' },
  DESTINATION_EXISTS: { status: 409, title: 'There is such a destination already' },
  DESTINATION_UNUSABLE: { status: 409, title: 'This destination cannot be used' },
  NOT_PARKED: { status: 409, title: 'This delivery is not parked' },
  RULE_CHANGED: { status: 409, title: 'Somebody changed this rule meanwhile' },
  RULE_EXISTS: { status: 409, title: 'There is such a rule already' },
  SILENCE_OVER: { status: 409, title: 'This silence is over' },
  TOO_MANY_SILENCES: { status: 409, title: 'Too many silences' },
  INCIDENT_SEEN: { status: 409, title: 'Nobody need see this incident any more' },
  LAST_ADMIN: { status: 409, title: 'This is the last admin' },
  TOO_MANY_TOKENS: { status: 409, title: 'Too many tokens' },
  IDEMPOTENCY_KEY_REUSED: { status: 409, title: 'This key stands for another request' },
  IDENTITY_CHANGED: { status: 409, title: 'Another cluster answers than was shown' },
  SETUP_DONE: { status: 409, title: 'There is an admin already' },
  NO_PASSWORD: { status: 409, title: 'This user has no password' },
  BODY_TOO_LARGE: { status: 413, title: 'The request body is too large' },
  TOO_MANY_ATTEMPTS: { status: 429, title: 'Too many attempts failed' },
  TOO_MANY_MARKS: { status: 429, title: 'Too many deploy marks' },
  TOO_MANY_OWN_STREAMS: { status: 429, title: 'You have too many open streams', retryAfterSeconds: 30 },
  HOST_REFUSED: { status: 421, title: 'Tidemark does not answer to that host name' },
  INTERNAL_ERROR: { status: 500, title: 'Tidemark failed' },
  CLUSTER_STALE: { status: 503, title: 'Nothing current is known of the cluster', retryAfterSeconds: 10 },
  DATABASE_UNAVAILABLE: { status: 503, title: 'The database cannot be reached', retryAfterSeconds: 5 },
  DATABASE_BUSY: { status: 503, title: 'Too much is asked of the database at once', retryAfterSeconds: 2 },
  DATABASE_NOT_READY: { status: 503, title: 'The database is not ready for Tidemark', retryAfterSeconds: 30 },
  STATEMENT_TIMEOUT: { status: 503, title: 'The database took too long', retryAfterSeconds: 5 },
  SIGN_IN_BUSY: { status: 503, title: 'Too many sign in at once', retryAfterSeconds: 5 },
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
  target?: string;
  repeated?: boolean;
  cause?: unknown;
}

/** An answer that is not a success. Handlers throw it, the route wrapper writes it; `detail` says what to do. */
export class ApiProblem extends Error {
  /** By its name: what the process shares may come from another bundle of the framework, whose class is not this one. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'ApiProblem';
  }

  override readonly name = 'ApiProblem';
  readonly code: ProblemCode;
  readonly errors: ParameterError[] | undefined;
  readonly headers: Record<string, string>;
  /** Of a refusal: what was asked for, as the audit log shall have it. */
  readonly target: string | null;
  /** A refusal like one that the audit log has: it is not written down again. */
  readonly isRepeated: boolean;

  constructor(
    code: ProblemCode,
    detail: string,
    { errors, headers = {}, target, repeated, cause }: ProblemDetails = {},
  ) {
    super(detail, cause === undefined ? {} : { cause });
    this.code = code;
    this.errors = errors;
    this.headers = headers;
    this.target = target ?? null;
    this.isRepeated = repeated ?? false;
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
