import { allowed } from '#lib/access/allowed.ts';
import type { Principal } from '#lib/access/principal.ts';
import { admit, nameOf, noteRefusal } from './admission.ts';
import { type ApiContext, apiContext, type RequestContext } from './context.ts';
import { databaseProblem } from './database-problem.ts';
import { makeChange } from './make-change.ts';
import { changesSomething, type Mutation, type Operation } from './operation.ts';
import { parseBody, parsePathParameters, parseQuery } from './parameters.ts';
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

/** Operations of one path, one for each method. Their inputs differ, and each is parsed by the operation's own schemas. */
// biome-ignore lint/suspicious/noExplicitAny: an operation takes exactly what its schemas give, which is what it is called with.
type AnyOperation = { [Key in keyof Operation]: any };

/**
 * The handlers of one path, for all methods. This is the only way from a request to a handler:
 * request id -> authenticate -> authorize -> parse -> (plan -> audit ->) handle -> serialise.
 */
export function serve(
  operations: AnyOperation | readonly AnyOperation[],
  contextOf: () => ApiContext = apiContext,
): RouteHandlers {
  // Safe: see AnyOperation.
  const own = [operations].flat() as Operation[];
  const methods = own.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  const allow = [...methods, 'OPTIONS'].join(', ');
  const handlers = { ...refusing(allow, contextOf), OPTIONS: options(allow, contextOf) };
  for (const operation of own) {
    handlers[operation.method] = running(operation, contextOf);
    if (operation.method === 'GET') handlers.HEAD = withoutBody(handlers.GET);
  }
  return handlers;
}

function running(operation: Operation, contextOf: () => ApiContext): RouteHandler {
  return (request, input) =>
    answer(request, contextOf, async (api, requestId) => {
      const raw = (await input.params) ?? {};
      const given = { ...api, signal: request.signal, origin: api.access.originOf(request, requestId) };
      const principal = await admit(operation, request, raw, given);
      const context = { ...given, clusters: visibleTo(principal, operation, api.clusters) };
      const result = await parsedAndRun(operation, request, raw, principal, context).catch(async (error: unknown) => {
        await noteRefusal(error, operation, raw, principal, context);
        throw error;
      });
      return result instanceof Response ? result : Response.json(result);
    });
}

async function parsedAndRun(
  operation: Operation,
  request: Request,
  raw: Record<string, unknown>,
  principal: Principal,
  context: RequestContext,
) {
  const params = parsePathParameters(operation.params, raw);
  const query = parseQuery(operation.query, new URL(request.url).searchParams);
  const input = { context, principal, params, query, request };
  if (changesSomething(operation)) return changed(operation, context, input);
  if (operation.method === 'GET') return operation.handle(input);
  return operation.handle({ ...input, body: await parseBody(operation.body, request) });
}

async function changed(
  mutation: Mutation,
  context: RequestContext,
  input: Omit<Parameters<Mutation['plan']>[0], 'body'>,
) {
  const body = mutation.body === null ? undefined : await parseBody(mutation.body, input.request);
  return makeChange(nameOf(mutation), await mutation.plan({ ...input, body }), input.principal, context);
}

/** Of the configured clusters those on which the principal may run the operation; all where anybody may. */
function visibleTo(principal: Principal, { role, use }: Operation, clusters: ApiContext['clusters']) {
  return role === null ? clusters : clusters.filter(({ name }) => allowed(principal, { role, use }, name));
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
  handle: (context: ApiContext, requestId: string) => Promise<Response> | Response,
): Promise<Response> {
  const requestId = requestIdOf(request);
  const finished = requestStarted();
  try {
    if (isStopping()) throw new ApiProblem('SHUTTING_DOWN', 'Try again; another process answers then');
    return withStandardHeaders(await handle(contextOf(), requestId), requestId);
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
