import { z } from 'zod';
import { raiseRevision } from '#lib/alerts/store/rules.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { insertDestination } from '#lib/notify/change-destinations.ts';
import { shownSettings } from '#lib/notify/destination.ts';
import { askedDestination, destinationExists, theDestination } from '../destination-answer.ts';
import { destinationSecrets } from '../destination-secrets.ts';
import { destinationExample } from '../examples/destinations.ts';
import { defineMutation } from '../operation.ts';
import { changedDestinationSchema, destinationInputSchema } from '../schemas/destinations.ts';

export const createDestination = defineMutation({
  id: 'createDestination',
  method: 'POST',
  path: '/api/v1/destinations',
  tag: 'Alerts',
  summary: 'Makes a destination for notices of alerts',
  description: 'Its secrets are sealed, and shown to nobody any more.',
  role: 'admin',
  action: 'destination.create',
  params: z.object({}),
  query: z.object({}),
  body: destinationInputSchema,
  response: {
    description: 'The destination',
    schema: changedDestinationSchema,
    example: { destination: destinationExample },
  },
  problems: ['DESTINATION_EXISTS'],
  async plan({ context, body: { name, kind, config, reason } }) {
    const asked = askedDestination(kind, name, config);
    return {
      cluster: null,
      target: name,
      reason,
      before: null,
      after: { kind, ...shownSettings(asked) },
      act: async () => {
        const store = destinationSecrets(context.secretKeys);
        try {
          const id = await context.database.transaction(async (sql) => {
            await raiseRevision(sql);
            return insertDestination(sql, asked, store);
          });
          return { answer: { destination: await theDestination(context, id) } };
        } catch (error) {
          throw isUniqueViolation(error) ? destinationExists(name) : error;
        }
      },
    };
  },
});
