import { z } from 'zod';
import { sessionsOf } from '#lib/access/identity/sessions.ts';
import { ownSessionExample } from '../examples/sessions.ts';
import { defineOperation } from '../operation.ts';
import { ownSessionsSchema } from '../schemas/session.ts';

export const listSessions = defineOperation({
  id: 'listSessions',
  method: 'GET',
  path: '/api/v1/sessions',
  tag: 'Access',
  summary: 'Where you are signed in',
  role: 'signed-in',
  params: z.object({}),
  query: z.object({}),
  response: {
    description: 'Your sessions that hold, the one used last first',
    schema: ownSessionsSchema,
    example: { items: [ownSessionExample] },
  },
  problems: [],
  async handle({ context: { database, now, sessionIdleMs }, principal }) {
    // A token is no user, and has none.
    if (principal.kind !== 'user') return { items: [] };
    const sessions = await sessionsOf(database, principal.id, now(), sessionIdleMs);
    return {
      items: sessions.map(({ createdAt, usedAt, expiresAt, ...rest }) => ({
        ...rest,
        current: rest.id === principal.sessionId,
        createdAt: createdAt.toISOString(),
        usedAt: usedAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
      })),
    };
  },
});
