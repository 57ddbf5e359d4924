import { z } from 'zod';
import { raiseRevision } from '#lib/alerts/store/rules.ts';
import { deleteDestination as takeAway } from '#lib/notify/change-destinations.ts';
import { destinationNotFound, theDestination } from '../destination-answer.ts';
import { destinationSecrets } from '../destination-secrets.ts';
import { destinationExample } from '../examples/destinations.ts';
import { defineMutation } from '../operation.ts';
import { idSchema } from '../schemas/common.ts';
import { destinationSchema } from '../schemas/destinations.ts';
import { reasonField } from '../schemas/reason.ts';

export const deleteDestination = defineMutation({
  id: 'deleteDestination',
  method: 'DELETE',
  path: '/api/v1/destinations/{id}',
  tag: 'Alerts',
  summary: 'Takes a destination away',
  description: 'With it goes what it was still to be told, and the log of what it was. Rules do not name it any more.',
  role: 'admin',
  action: 'destination.delete',
  params: z.object({ id: idSchema }),
  query: z.object({ reason: reasonField }),
  body: null,
  response: { description: 'The destination as it was', schema: destinationSchema, example: destinationExample },
  problems: ['DESTINATION_NOT_FOUND'],
  async plan({ context, params: { id }, query }) {
    const destination = await theDestination(context, id);
    const { name, kind, settings } = destination;
    return {
      cluster: null,
      target: name,
      reason: query.reason,
      before: { kind, ...settings },
      after: null,
      act: async () => {
        const store = destinationSecrets(context.secretKeys);
        const isThere = await context.database.transaction(async (sql) => {
          await raiseRevision(sql);
          return takeAway(sql, id, name, store);
        });
        if (!isThere) throw destinationNotFound(id);
        return { answer: destination };
      },
    };
  },
});
