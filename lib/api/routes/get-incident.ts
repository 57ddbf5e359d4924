import { z } from 'zod';
import { earlierIncidents, findIncident } from '#lib/alerts/store/incident-lists.ts';
import { incidentDetailExample } from '../examples/incidents.ts';
import { incidentAnswer, incidentNotFound } from '../incident-answer.ts';
import { defineOperation } from '../operation.ts';
import { incidentIdParam } from '../parameters.ts';
import { incidentDetailSchema } from '../schemas/incidents.ts';

const EARLIER = 3;

export const getIncident = defineOperation({
  id: 'getIncident',
  method: 'GET',
  path: '/api/v1/incidents/{incident}',
  tag: 'Alerts',
  summary: 'One incident, and the last ones of the same target before it',
  role: 'viewer',
  scope: 'anywhere',
  params: z.object({ incident: incidentIdParam }),
  query: z.object({}),
  response: { description: 'The incident', schema: incidentDetailSchema, example: incidentDetailExample },
  problems: ['INCIDENT_NOT_FOUND'],
  async handle({ context: { database, clusters }, params: { incident: id } }) {
    const incident = await findIncident(
      database,
      id,
      clusters.map(({ name }) => name),
    );
    if (incident === null) throw incidentNotFound(id);
    const earlier = await earlierIncidents(database, incident, EARLIER);
    return { incident: incidentAnswer(incident), earlier: earlier.map(incidentAnswer) };
  },
});
