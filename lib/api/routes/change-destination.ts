import { z } from 'zod';
import { raiseRevision } from '#lib/alerts/store/rules.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { updateDestination } from '#lib/notify/change-destinations.ts';
import { type Destination, leaksSecret, shownSettings, splitConfig } from '#lib/notify/destination.ts';
import {
  askedDestination,
  destinationExists,
  destinationNotFound,
  openedDestination,
  theDestination,
} from '../destination-answer.ts';
import { destinationSecrets } from '../destination-secrets.ts';
import { destinationExample } from '../examples/destinations.ts';
import { defineMutation } from '../operation.ts';
import { type ApiProblem, invalidParameters } from '../problem.ts';
import { idSchema } from '../schemas/common.ts';
import { changedDestinationSchema, destinationChangeSchema } from '../schemas/destinations.ts';

export const changeDestination = defineMutation({
  id: 'changeDestination',
  method: 'PATCH',
  path: '/api/v1/destinations/{id}',
  tag: 'Alerts',
  summary: 'Changes a destination',
  description:
    'What is left out of `config` stays as it is, so that no secret need be entered again; what is null is taken away. Rules follow a new name, but for those that stand in a file.',
  role: 'admin',
  action: 'destination.change',
  params: z.object({ id: idSchema }),
  query: z.object({}),
  body: destinationChangeSchema,
  response: {
    description: 'The destination as it is now',
    schema: changedDestinationSchema,
    example: { destination: destinationExample },
  },
  problems: ['DESTINATION_NOT_FOUND', 'DESTINATION_EXISTS'],
  async plan({ context, params: { id }, body }) {
    const { stored, opened } = await openedDestination(context, id);
    const kept = opened === null ? stored.settings : { ...stored.settings, ...splitConfig(opened).secrets };
    const name = body.name ?? stored.name;
    const asked = askedDestination(stored.kind, name, { ...kept, ...body.config });
    if (opened !== null && leaksSecret(opened, asked)) throw enterAnew(stored.kind);
    return {
      cluster: null,
      target: stored.name,
      reason: body.reason,
      before: { name: stored.name, ...(opened && shownSettings(opened)) },
      after: { name, ...shownSettings(asked) },
      act: async () => {
        const store = destinationSecrets(context.secretKeys);
        try {
          const isThere = await context.database.transaction(async (sql) => {
            await raiseRevision(sql);
            return updateDestination(sql, id, stored.name, asked, store);
          });
          if (!isThere) throw destinationNotFound(id);
          return { answer: { destination: await theDestination(context, id) } };
        } catch (error) {
          throw isUniqueViolation(error) ? destinationExists(name) : error;
        }
      },
    };
  },
});

/** What would be sent to the new address. */
const SENT_SECRETS: Partial<Record<Destination['kind'], string>> = {
  pagerduty: 'routingKey',
  alertmanager: 'bearerToken',
  email: 'password',
};

function enterAnew(kind: Destination['kind']): ApiProblem {
  const parameter = `config.${SENT_SECRETS[kind] ?? 'url'}`;
  return invalidParameters([
    { parameter, message: 'must be entered again: the new address would be given the old one' },
  ]);
}
