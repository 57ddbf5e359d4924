import { z } from 'zod';
import { allowed, INSTALLATION } from '#lib/access/allowed.ts';
import { earlierIncidents, findIncident, isHeldOpen } from '#lib/alerts/store/incident-lists.ts';
import type { StoredIncident } from '#lib/alerts/store/incidents.ts';
import { readTogether } from '../context.ts';
import { incidentDetailExample } from '../examples/incidents.ts';
import { incidentAnswer, incidentNotFound } from '../incident-answer.ts';
import { defineOperation } from '../operation.ts';
import { incidentIdParam } from '../parameters.ts';
import { incidentDetailSchema } from '../schemas/incidents.ts';
import { timelineAnswer } from '../timeline-answer.ts';

const EARLIER = 3;

export const getIncident = defineOperation({
  id: 'getIncident',
  method: 'GET',
  path: '/api/v1/incidents/{incident}',
  tag: 'Alerts',
  summary: 'One incident, what became of it, and the last ones of the same target before it',
  description:
    'The timeline has what was told of it, to how many destinations, and how that went; what these are called, and why one was not reached, is for admins of the installation.',
  role: 'viewer',
  scope: 'anywhere',
  params: z.object({ incident: incidentIdParam }),
  query: z.object({}),
  response: { description: 'The incident', schema: incidentDetailSchema, example: incidentDetailExample },
  problems: ['INCIDENT_NOT_FOUND'],
  handle({ context, principal, params: { incident: id } }) {
    const names = context.clusters.map(({ name }) => name);
    return readTogether(context, async (snapshot) => {
      const incident = await findIncident(snapshot, id, names);
      if (incident === null) throw incidentNotFound(id);
      const earlier = await earlierIncidents(snapshot, incident, EARLIER);
      const maySeeDestinations = allowed(principal, { role: 'admin' }, INSTALLATION);
      const timeline = await timelineAnswer(snapshot, incident, maySeeDestinations);
      const answer = (one: StoredIncident) => incidentAnswer(one, context.owners);
      return {
        incident: answer(incident),
        isHeldOpen: await isHeldOpen(snapshot, incident),
        timeline,
        earlier: earlier.map(answer),
      };
    });
  },
});
