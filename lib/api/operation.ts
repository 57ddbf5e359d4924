import type { z } from 'zod';
import type { AuditedChange } from '#lib/access/audit/carry-out.ts';
import type { AuditSubject } from '#lib/access/audit/contract.ts';
import type { Principal, TokenUse } from '#lib/access/principal.ts';
import type { Role } from '#lib/access/roles.ts';
import type { RequestContext } from './context.ts';
import type { ProblemCode } from './problem.ts';

/** What a handler gets: everything parsed, nobody unknown. */
export interface OperationInput<Params, Query> {
  /** Its clusters are those on which the caller has the operation's role. */
  context: RequestContext;
  /** Of an operation that is open to anybody: nobody. */
  principal: Principal;
  params: Params;
  query: Query;
  request: Request;
}

export interface MutationInput<Params, Query, Body> extends OperationInput<Params, Query> {
  body: Body;
}

/**
 * A success answer as documented: `schema` of its JSON, of the data of each event, or of its text. A redirect has no content, and
 * its schema says nothing.
 */
interface DocumentedResponse<Answer extends z.ZodType> {
  description: string;
  status?: 200 | 303;
  contentType?: 'application/json' | 'text/event-stream' | 'text/plain' | 'text/csv' | 'application/yaml';
  schema: Answer;
  example?: z.input<Answer>;
}

/** What every operation of the public API is called, who may call it, and what it takes. */
interface Described<Params extends z.ZodObject, Query extends z.ZodObject, Answer extends z.ZodType> {
  /** Stable: generated clients name their functions after it. */
  id: string;
  path: `/api/${string}` | `/metrics${string}` | `/v3/kafka${string}`;
  tag:
    | 'Clusters'
    | 'Brokers'
    | 'Topics'
    | 'Groups'
    | 'Events'
    | 'Alerts'
    | 'Live'
    | 'Access'
    | 'Audit'
    | 'Service'
    | 'Burrow';
  summary: string;
  description?: string;
  /** The least role it takes; `signed-in`: any user or token, for what is one's own; null: anybody, for probes and sign-in. */
  role: Role | 'signed-in' | null;
  /**
   * Where that role is needed. A path with `{cluster}` is about that cluster, whatever stands here. Of the others those that
   * answer with what the caller may see, or ask again once they know the cluster, are `anywhere`.
   */
  scope?: 'installation' | 'anywhere';
  /** Tokens that are made for one use alone may call it when it is this one. */
  use?: TokenUse;
  params: Params;
  query: Query;
  response: DocumentedResponse<Answer>;
  /** Documented answers besides the success and the problems, by status. */
  otherResponses?: Record<number, DocumentedResponse<z.ZodType>>;
  /** The problems this operation has besides those every operation has. */
  problems: ProblemCode[];
}

/**
 * An operation that changes nothing. The route wrapper runs it, and the OpenAPI document is written from it, so the two cannot
 * disagree.
 */
export interface Read<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Answer extends z.ZodType = z.ZodType,
> extends Described<Params, Query, Answer> {
  method: 'GET';
  /** The body of the success answer, or a whole response where a body is not enough. */
  handle(input: OperationInput<z.output<Params>, z.output<Query>>): Promise<z.input<Answer> | Response>;
}

/**
 * A read that is asked for what does not belong into an address: it is too large, or nobody else's business. It changes nothing, and
 * has no row in the audit log, but for a refusal.
 */
export interface Question<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> extends Described<Params, Query, Answer> {
  method: 'POST';
  /** The JSON it takes. */
  body: Body;
  handle(input: MutationInput<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<z.input<Answer> | Response>;
}

/** What a mutation is about to do, as the audit log tells it before it is done. */
export interface Change<Answer> extends AuditedChange<Answer | Response> {
  /** Who does it, where only the plan finds that out, as with a sign-in; else who sent the request. */
  actor?: AuditSubject['actor'];
  cluster: string | null;
  /** What is changed, as people know it. */
  target: string;
  reason: string | null;
}

/** An operation that changes something: it says what, and does it only once the audit log has that. */
export interface Mutation<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> extends Described<Params, Query, Answer> {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Its name in the audit log: `<thing>.<verb>`, as `grant.create`. */
  action: string;
  /** The JSON it takes; null where it takes none. */
  body: Body | null;
  /** Finds out what is to be done, and changes nothing. */
  plan(input: MutationInput<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Change<z.input<Answer>>>;
}

export type Operation = Read | Question | Mutation;

/** Whether an operation changes something: only those are intended in the audit log. */
export const changesSomething = (operation: Operation): operation is Mutation => 'action' in operation;

/** A read whose types are those of its schemas. */
export function defineOperation<Params extends z.ZodObject, Query extends z.ZodObject, Answer extends z.ZodType>(
  operation: Read<Params, Query, Answer>,
): Read<Params, Query, Answer> {
  return operation;
}

/** A question whose types are those of its schemas. */
export function defineQuestion<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(question: Question<Params, Query, Body, Answer>): Question<Params, Query, Body, Answer> {
  return question;
}

/** A mutation whose types are those of its schemas. */
export function defineMutation<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(operation: Mutation<Params, Query, Body, Answer>): Mutation<Params, Query, Body, Answer> {
  return operation;
}
