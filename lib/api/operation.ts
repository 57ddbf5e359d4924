import type { z } from 'zod';
import type { RequestContext } from './context.ts';
import type { Principal, Role } from './principal.ts';
import type { ProblemCode } from './problem.ts';

/** What a handler gets: everything parsed, nobody unknown. */
export interface OperationInput<Params, Query> {
  context: RequestContext;
  principal: Principal;
  params: Params;
  query: Query;
  request: Request;
}

/** A success answer as documented: `schema` for JSON, none for a stream of events. */
interface DocumentedResponse<Body extends z.ZodType> {
  description: string;
  contentType?: 'application/json' | 'text/event-stream';
  schema: Body;
  example?: z.input<Body>;
}

/**
 * One operation of the public API: what it is called, who may call it, what it takes, what it answers. The route wrapper
 * runs it, and the OpenAPI document is written from it, so the two cannot disagree.
 */
export interface Operation<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> {
  /** Stable: generated clients name their functions after it. */
  id: string;
  method: 'GET';
  path: `/api/${string}`;
  tag: 'Clusters' | 'Brokers' | 'Topics' | 'Groups' | 'Live' | 'Service';
  summary: string;
  description?: string;
  /** Null: anybody, for probes. */
  role: Role | null;
  params: Params;
  query: Query;
  response: DocumentedResponse<Body>;
  /** Documented answers besides the success and the problems, by status. */
  otherResponses?: Record<number, DocumentedResponse<z.ZodType>>;
  /** The problems this operation has besides those every operation has. */
  problems: ProblemCode[];
  /** The body of the success answer, or a whole response where a body is not enough. */
  handle(input: OperationInput<z.output<Params>, z.output<Query>>): Promise<z.input<Body> | Response>;
}

/** An operation whose types are those of its schemas. */
export function defineOperation<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  operation: Operation<Params, Query, Body>,
): Operation<Params, Query, Body> {
  return operation;
}
