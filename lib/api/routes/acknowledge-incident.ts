import { z } from 'zod';
import { acknowledge } from '#lib/alerts/acknowledge.ts';
import { scopeWords } from '#lib/alerts/scope.ts';
import { findIncident, isHeldOpen } from '#lib/alerts/store/incident-lists.ts';
import { requireAllowed } from '../admission.ts';
import { consoleLinks } from '../console-links.ts';
import { incidentExample } from '../examples/incidents.ts';
import { incidentAnswer, incidentNotFound } from '../incident-answer.ts';
import { defineMutation } from '../operation.ts';
import { incidentIdParam } from '../parameters.ts';
import { ApiProblem } from '../problem.ts';
import { ackedIncidentSchema, ackInputSchema } from '../schemas/incidents.ts';

export const acknowledgeIncident = defineMutation({
  id: 'acknowledgeIncident',
  method: 'POST',
  path: '/api/v1/incidents/{incident}/ack',
  tag: 'Alerts',
  summary: 'Says that somebody has seen an incident',
  description: 'Once; and once more where it is open only because records were deleted unread, which ends that.',
  role: 'operator',
  scope: 'anywhere',
  action: 'incident.acknowledge',
  params: z.object({ incident: incidentIdParam }),
  query: z.object({}),
  body: ackInputSchema,
  response: {
    description: 'The incident',
    schema: ackedIncidentSchema,
    example: {
      incident: {
        ...incidentExample,
        ack: { at: '2026-11-23T14:04:00.000Z', by: 'ada@example.com', note: 'looking at it' },
      },
    },
  },
  problems: ['INCIDENT_NOT_FOUND', 'INCIDENT_SEEN'],
  async plan({ context, principal, params: { incident: id }, body, request }) {
    const { database, clusters, owners, alerts, now } = context;
    const names = clusters.map(({ name }) => name);
    const incident = await findIncident(database, id, names);
    if (incident === null) throw incidentNotFound(id);
    requireAllowed(principal, acknowledgeIncident, incident.cluster);
    const isSeen = incident.ackedAt !== null && !(await isHeldOpen(database, incident));
    if (incident.resolvedAt !== null || isSeen) throw seen(incident.ackedBy);
    return {
      cluster: incident.cluster,
      target: `${incident.rule.name}: ${scopeWords(incident, incident.cluster)}`,
      reason: body.reason,
      before: { acknowledged: false },
      after: { acknowledged: true, note: body.note },
      act: async () => {
        const links = consoleLinks(alerts.publicUrl ?? new URL(request.url).origin);
        const by = { by: principal.name, note: body.note, at: now() };
        const isNew = await database.transaction((sql) => acknowledge(sql, id, by, { links, owners }));
        if (!isNew) throw seen(null);
        const after = await findIncident(database, id, names);
        if (after === null) throw incidentNotFound(id);
        return { answer: { incident: incidentAnswer(after, owners) } };
      },
    };
  },
});

function seen(by: string | null): ApiProblem {
  const why = by === null ? 'It has ended, or somebody has seen it meanwhile' : `${by} has seen it already`;
  return new ApiProblem('INCIDENT_SEEN', why);
}
