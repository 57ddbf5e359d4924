import { hostname } from 'node:os';
import { z } from 'zod';
import type { RequestContext } from '../context.ts';
import { burrowErrorExample } from '../examples/burrow.ts';
import { ApiProblem } from '../problem.ts';
import { burrowErrorSchema } from '../schemas/burrow.ts';

/** Burrow takes any query and looks at none. */
export const anyQuery = z.looseObject({});

/** What every answer of Burrow ends with. */
export const requestInfo = (request: Request) => ({ url: new URL(request.url).pathname, host: hostname() });

/**
 * The answer in the envelope of Burrow, with what `read` gives; null, or a cluster that is none, is 404 with Burrow's words for it.
 * Throws BURROW_OFF.
 */
export async function burrowAnswer<Body extends object, Message extends string>(
  context: RequestContext,
  request: Request,
  { message, missing }: { message: Message; missing: string },
  read: () => Promise<Body | null>,
) {
  const body = await whereThere(context, read);
  if (body !== null) return { error: false as const, message, ...body, request: requestInfo(request) };
  return Response.json({ error: true, message: missing, request: requestInfo(request) }, { status: 404 });
}

/** What `read` gives; null also for a cluster that is none. Throws BURROW_OFF. */
export async function whereThere<T>(context: RequestContext, read: () => Promise<T | null>): Promise<T | null> {
  requireBurrow(context);
  try {
    return await read();
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'CLUSTER_NOT_FOUND') return null;
    throw error;
  }
}

/** Throws BURROW_OFF unless it is switched on. */
export function requireBurrow({ burrow }: RequestContext): void {
  if (!burrow.enabled) throw new ApiProblem('BURROW_OFF', 'Set TIDEMARK_BURROW=true to have it');
}

/** The 404 of Burrow, as documented. */
export const notFoundAnswer = (path: string, message: string) => ({
  404: {
    description: 'Not there, as Burrow says it',
    schema: burrowErrorSchema,
    example: burrowErrorExample(path, message),
  },
});
