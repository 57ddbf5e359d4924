import type { z } from 'zod';
import { type ApiContext, apiContext } from './context.ts';
import { databaseProblem } from './database-problem.ts';
import type { Operation } from './operation.ts';
import { parsePathParameters, parseQuery } from './parameters.ts';
import { authenticate, authorize } from './principal.ts';
import { ApiProblem, problemResponse } from './problem.ts';
import { isStopping, requestStarted } from './shutdown.ts';
import { requestIdOf, withStandardHeaders } from './standard-headers.ts';

/** What the framework hands to a route besides the request. */
interface RouteInput {
  /** Resolves to undefined for a path without parameters. */
  params: Promise<Record<string, unknown> | undefined>;
}

export type RouteHandler = (request: Request, input: RouteInput) => Promise<Response>;

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof METHODS)[number];
type RouteHandlers = Record<Method, RouteHandler>;

/**
 * The handlers of one path, for all methods. This is the only way from a request to a handler:
 * request id -> authenticate -> authorize -> parse -> (audit, for what changes something) -> handle -> serialise.
 */
export function serve<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  operation: Operation<Params, Query, Body>,
  contextOf: () => ApiContext = apiContext,
): RouteHandlers {
  const read: RouteHandler = (request, input) =>
    answer(request, contextOf, async (context) => {
      const principal = await authenticate(request);
      if (operation.role !== null) authorize(principal, operation.role);
      const params = parsePathParameters(operation.params, (await input.params) ?? {});
      const query = parseQuery(operation.query, new URL(request.url).searchParams);
      const result = await operation.handle({
        context: { ...context, signal: request.signal },
        principal,
        params,
        query,
        request,
      });
      return result instanceof Response ? result : Response.json(result);
    });
  const allow = `${operation.method}, HEAD, OPTIONS`;
  return { ...refusing(allow, contextOf), GET: read, HEAD: withoutBody(read), OPTIONS: options(allow, contextOf) };
}

/** The handlers of every path that no operation has. */
export function serveNothing(contextOf: () => ApiContext = apiContext): RouteHandlers {
  const notFound: RouteHandler = (request) =>
    answer(request, contextOf, () => {
      const path = new URL(request.url).pathname;
      throw new ApiProblem('ROUTE_NOT_FOUND', `There is no ${path}; /api/v1/openapi.json lists every path`);
    });
  return { ...allMethods(notFound), HEAD: withoutBody(notFound) };
}

/** Runs one request from its id to its last header; whatever is thrown becomes a problem. */
async function answer(
  request: Request,
  contextOf: () => ApiContext,
  handle: (context: ApiContext) => Promise<Response> | Response,
): Promise<Response> {
  const requestId = requestIdOf(request);
  const finished = requestStarted();
  try {
    if (isStopping()) throw new ApiProblem('SHUTTING_DOWN', 'Try again; another process answers then');
    return withStandardHeaders(await handle(contextOf()), requestId);
  } catch (error) {
    // The client went, so its work was given up: nobody reads this answer, and nothing went wrong.
    if (request.signal.aborted && error === request.signal.reason) return new Response(null, { status: 499 });
    const problem = toProblem(error, requestId, contextOf);
    return withStandardHeaders(problemResponse(problem, new URL(request.url).pathname, requestId), requestId);
  } finally {
    finished();
  }
}

/** The one error mapper. What it does not know is logged in full under the request id, and nothing of it is told. */
function toProblem(error: unknown, requestId: string, contextOf: () => ApiContext): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const problem =
    databaseProblem(error) ??
    new ApiProblem('INTERNAL_ERROR', `Unexpected; the log has the reason under request id ${requestId}`, {
      cause: error,
    });
  logFailure(problem, requestId, contextOf);
  return problem;
}

function logFailure(problem: ApiProblem, requestId: string, contextOf: () => ApiContext): void {
  const entry = { requestId, code: problem.code, err: problem.cause };
  try {
    contextOf().log.error(entry, problem.message);
  } catch {
    // The context itself is what failed, so its log is not there.
    console.error('api request failed', entry);
  }
}

function withoutBody(handler: RouteHandler): RouteHandler {
  return async (request, input) => {
    const response = await handler(request, input);
    await response.body?.cancel();
    return new Response(null, { status: response.status, headers: response.headers });
  };
}

function options(allow: string, contextOf: () => ApiContext): RouteHandler {
  return (request) => answer(request, contextOf, () => new Response(null, { status: 204, headers: { allow } }));
}

function refusing(allow: string, contextOf: () => ApiContext): RouteHandlers {
  return allMethods((request) =>
    answer(request, contextOf, () => {
      throw new ApiProblem('METHOD_NOT_ALLOWED', `${request.method} is not possible here, only ${allow}`, {
        headers: { allow },
      });
    }),
  );
}

function allMethods(handler: RouteHandler): RouteHandlers {
  return {
    GET: handler,
    HEAD: handler,
    OPTIONS: handler,
    POST: handler,
    PUT: handler,
    PATCH: handler,
    DELETE: handler,
  };
}
