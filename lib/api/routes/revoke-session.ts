import { z } from 'zod';
import { endSessionOf, sessionsOf } from '#lib/access/identity/sessions.ts';
import { defineMutation } from '../operation.ts';
import { ApiProblem } from '../problem.ts';
import { reasonField } from '../schemas/reason.ts';
import { doneSchema } from '../schemas/session.ts';

export const revokeSession = defineMutation({
  id: 'revokeSession',
  method: 'DELETE',
  path: '/api/v1/sessions/{id}',
  tag: 'Access',
  summary: 'End one of your sessions',
  description: 'Whoever holds it is refused from the next request on. Those of others are ended by disabling the user.',
  role: 'signed-in',
  action: 'session.revoke',
  params: z.object({ id: z.string().max(100).meta({ description: 'Id of the session, as the list has it' }) }),
  query: z.object({ reason: reasonField }),
  body: null,
  response: { description: 'Ended', schema: doneSchema, example: { done: true } },
  problems: ['SESSION_NOT_FOUND'],
  async plan({ context: { database, now, sessionIdleMs }, principal, params: { id }, query }) {
    const own = principal.kind === 'user' ? await sessionsOf(database, principal.id, now(), sessionIdleMs) : [];
    const session = own.find((one) => one.id === id);
    if (session === undefined) throw notFound(id);
    const { address, userAgent } = session;
    return {
      cluster: null,
      target: `session of ${principal.name}`,
      reason: query.reason,
      before: { id, address, userAgent, since: session.createdAt.toISOString() },
      after: null,
      async act() {
        if (!(await endSessionOf(database, principal.id, id))) throw notFound(id);
        return { answer: { done: true as const } };
      },
    };
  },
});

const notFound = (id: string) => new ApiProblem('SESSION_NOT_FOUND', `You have no session ${id}; it may have ended`);
