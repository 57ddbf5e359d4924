import { z } from 'zod';
import { firingByRule, incidentPage } from '#lib/alerts/store/incident-lists.ts';
import type { PageStart } from '#lib/views/keyset.ts';
import { configuredCluster } from '../cluster-scope.ts';
import { decodeCursor } from '../cursor.ts';
import { incidentListExample } from '../examples/incidents.ts';
import { incidentAnswer } from '../incident-answer.ts';
import { cutPage } from '../list-position.ts';
import { defineOperation } from '../operation.ts';
import { cursorParam, groupFilterParam, incidentIdParam, instantParam, limitParam } from '../parameters.ts';
import { ApiProblem } from '../problem.ts';
import { INCIDENT_STATES, incidentListSchema } from '../schemas/incidents.ts';

export const listIncidents = defineOperation({
  id: 'listIncidents',
  method: 'GET',
  path: '/api/v1/incidents',
  tag: 'Alerts',
  summary: 'Incidents, those that opened last first',
  role: 'viewer',
  scope: 'anywhere',
  params: z.object({}),
  query: z.object({
    cluster: z.string().optional().meta({ description: 'Of this cluster alone; without it of all that you may see' }),
    state: z
      .enum(INCIDENT_STATES, { error: `must be one of ${INCIDENT_STATES.join(', ')}` })
      .default('all')
      .meta({ description: 'Those that are open, those that ended, or both' }),
    group: groupFilterParam,
    from: instantParam.optional().meta({ description: 'Only those that lasted at some time from here on' }),
    to: instantParam.optional().meta({ description: 'Only those that began until here' }),
    limit: limitParam,
    cursor: cursorParam,
  }),
  response: { description: 'One page of incidents', schema: incidentListSchema, example: incidentListExample },
  problems: ['CLUSTER_NOT_FOUND', 'CURSOR_INVALID'],
  async handle({ context, query: { cluster, state, group = null, from = null, to = null, limit, cursor } }) {
    const mine = cluster === undefined ? context.clusters : [configuredCluster(context, cluster)];
    const clusters = mine.map(({ name }) => name);
    const scope = {
      list: 'incidents',
      clusters,
      state,
      about: [group, from?.toISOString(), to?.toISOString()].map((one) => one ?? ''),
    };
    const after = cursor === undefined ? null : positionOf(decodeCursor(scope, 1, cursor));
    const rows = await incidentPage(context.database, { clusters, state, group, from, to, after, limit: limit + 1 });
    const { items, nextCursor } = cutPage(scope, rows, limit, (row) => ({
      keys: [String(row.openedAt.getTime())],
      name: row.id,
    }));
    const firing = await firingByRule(context.database, clusters);
    return {
      items: items.map((incident) => incidentAnswer(incident, context.owners)),
      nextCursor,
      firing: [...firing.values()].reduce((sum, count) => sum + count, 0),
    };
  },
});

/** The incident after which a page begins. Throws CURSOR_INVALID. */
function positionOf({ keys: [openedAtMs], name }: PageStart): { openedAtMs: number; id: string } {
  const id = incidentIdParam.safeParse(name);
  if (id.success) return { openedAtMs: Number(openedAtMs), id: id.data };
  throw new ApiProblem(
    'CURSOR_INVALID',
    'This is not a cursor of this list: leave it out to begin with the first page',
  );
}
