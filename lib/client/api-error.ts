import type { Problem } from '#lib/api/schemas/common.ts';

/** Codes of failures that never reached the API, beside the API's own. */
export const NETWORK_ERROR = 'NETWORK_ERROR';
export const UNREADABLE_ANSWER = 'UNREADABLE_ANSWER';

type ProblemParts = Pick<Problem, 'code' | 'status' | 'title' | 'detail'> & {
  requestId?: string | undefined;
  errors?: Problem['errors'] | undefined;
};

/** A request that failed, as the problem the API described (RFC 9457) or as the nearest one we can tell. */
export class ApiError extends Error {
  readonly code: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly title: string;
  /** What to do about it. */
  readonly detail: string;
  /** What the server calls this request; null when it never got there. */
  readonly requestId: string | null;
  /** What is wrong with which field of what was sent. */
  readonly errors: NonNullable<Problem['errors']>;

  constructor(problem: ProblemParts, options?: ErrorOptions) {
    super(`${problem.title}: ${problem.detail}`, options);
    this.name = 'ApiError';
    this.code = problem.code;
    this.status = problem.status;
    this.title = problem.title;
    this.detail = problem.detail;
    this.requestId = problem.requestId ?? null;
    this.errors = problem.errors ?? [];
  }

  /** True where asking again may help: no answer, or the server's fault. */
  get retriable(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 429;
  }

  /** True where every question fails now: the server or its database is away, and the shell says so for all of them. */
  get everywhere(): boolean {
    return this.status === 0 || this.status === 503;
  }

  /** True where the server's log tells more under the request's id: of its own failures, and not that it is stopping. */
  get logged(): boolean {
    return this.requestId !== null && this.status >= 500 && this.code !== 'SHUTTING_DOWN';
  }

  /** True where the thing asked for does not exist. */
  get notFound(): boolean {
    return this.status === 404;
  }
}

/** The failure of a fetch that got no answer at all. */
export function networkError(cause: unknown): ApiError {
  return new ApiError(
    {
      code: NETWORK_ERROR,
      status: 0,
      title: 'Tidemark does not answer',
      detail: 'The console could not reach its server. Check that it is running and that this machine can reach it.',
    },
    { cause },
  );
}

/** The error an answer with a failure status stands for; `body` is whatever could be parsed of it. */
export function errorFromAnswer(status: number, body: unknown): ApiError {
  if (isProblem(body)) return new ApiError({ ...body, status });
  return new ApiError({
    code: UNREADABLE_ANSWER,
    status,
    title: `The server answered ${status}`,
    detail: 'The answer was not one of this console. A proxy in between may have written it.',
  });
}

function isProblem(body: unknown): body is Omit<ProblemParts, 'status'> {
  if (typeof body !== 'object' || body === null) return false;
  const { code, title, detail } = body as Record<string, unknown>;
  return typeof code === 'string' && typeof title === 'string' && typeof detail === 'string';
}
