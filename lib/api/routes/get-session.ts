import { z } from 'zod';
import { allowed, INSTALLATION } from '#lib/access/allowed.ts';
import { adminExists } from '#lib/access/identity/admin-exists.ts';
import type { Principal } from '#lib/access/principal.ts';
import { ROLES, type Role } from '#lib/access/roles.ts';
import { defineOperation } from '../operation.ts';
import { sessionSchema } from '../schemas/session.ts';

export const getSession = defineOperation({
  id: 'getSession',
  method: 'GET',
  path: '/api/v1/session',
  tag: 'Access',
  summary: 'Who asks, with their grants and the clusters they may see',
  description: 'Open to anybody: `who` is null for whoever is not signed in.',
  role: null,
  params: z.object({}),
  query: z.object({}),
  response: {
    description: 'Who asks',
    schema: sessionSchema,
    example: {
      who: { kind: 'user', name: 'ada@example.com', signedIn: true },
      grants: [{ clusters: 'prod-*', role: 'operator' }],
      installation: null,
      clusters: [{ name: 'prod-eu', role: 'operator' }],
      setupNeeded: false,
    },
  },
  problems: ['TOO_MANY_ATTEMPTS', 'DATABASE_UNAVAILABLE', 'DATABASE_BUSY', 'DATABASE_NOT_READY', 'STATEMENT_TIMEOUT'],
  async handle({ context, request }) {
    const principal = await context.access.authenticate(request);
    if (principal === null) {
      const setupNeeded = !(await adminExists(context.database));
      return { who: null, grants: [], installation: null, clusters: [], setupNeeded };
    }
    const { kind, name, sessionId, grants } = principal;
    return {
      who: { kind, name, signedIn: sessionId !== null },
      grants: [...grants],
      installation: bestRole(principal, INSTALLATION),
      clusters: context.clusters.flatMap((cluster) => {
        const role = bestRole(principal, cluster.name);
        return role === null ? [] : [{ name: cluster.name, role }];
      }),
      setupNeeded: false,
    };
  },
});

const bestRole = (principal: Principal, cluster: string): Role | null =>
  ROLES.findLast((role) => allowed(principal, { role }, cluster)) ?? null;
