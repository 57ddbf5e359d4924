import { z } from 'zod';
import { deliveryPage } from '#lib/notify/delivery-log.ts';
import { configuredCluster } from '../cluster-scope.ts';
import { deliveryAnswer } from '../destination-answer.ts';
import { deliveryListExample } from '../examples/destinations.ts';
import { afterId, cutPage, newestPosition } from '../list-position.ts';
import { defineOperation } from '../operation.ts';
import { cursorParam, limitParam } from '../parameters.ts';
import { idSchema } from '../schemas/common.ts';
import { DELIVERY_STATES, deliveryListSchema } from '../schemas/destinations.ts';

export const listDeliveries = defineOperation({
  id: 'listDeliveries',
  method: 'GET',
  path: '/api/v1/deliveries',
  tag: 'Alerts',
  summary: 'What was told to destinations, and what is yet to be, the newest first',
  role: 'admin',
  params: z.object({}),
  query: z.object({
    destination: idSchema.optional().meta({ description: 'To this destination alone' }),
    state: z
      .enum(DELIVERY_STATES, { error: `must be one of ${DELIVERY_STATES.join(', ')}` })
      .optional()
      .meta({ description: 'Only those that wait, were delivered, or are parked: not tried again by themselves' }),
    cluster: z.string().optional().meta({ description: 'Only of what happened on this cluster' }),
    limit: limitParam,
    cursor: cursorParam,
  }),
  response: { description: 'One page of deliveries', schema: deliveryListSchema, example: deliveryListExample },
  problems: ['CLUSTER_NOT_FOUND', 'CURSOR_INVALID'],
  async handle({ context, query: { destination, state, cluster, limit, cursor } }) {
    const of = cluster === undefined ? null : configuredCluster(context, cluster).name;
    const scope = { list: 'deliveries', about: [destination ?? '', state ?? '', of ?? ''] };
    const before = newestPosition(scope, cursor);
    const filter = { destinationId: destination ?? null, state: state ?? null, cluster: of, before, limit: limit + 1 };
    const { items, nextCursor } = cutPage(scope, await deliveryPage(context.database, filter), limit, afterId);
    return { items: items.map(deliveryAnswer), nextCursor };
  },
});
