import { z } from 'zod';
import { findDelivery, redeliver as tryAgain } from '#lib/notify/delivery-log.ts';
import { deliveryAnswer, deliveryNotFound } from '../destination-answer.ts';
import { deliveryExample } from '../examples/destinations.ts';
import { defineMutation } from '../operation.ts';
import { ApiProblem } from '../problem.ts';
import { idSchema } from '../schemas/common.ts';
import { deliverySchema } from '../schemas/destinations.ts';

export const redeliver = defineMutation({
  id: 'redeliver',
  method: 'POST',
  path: '/api/v1/deliveries/{id}/redeliver',
  tag: 'Alerts',
  summary: 'Has a delivery that is parked tried again',
  description: 'Under the same id, and before what waits behind it.',
  role: 'admin',
  action: 'delivery.redeliver',
  params: z.object({ id: idSchema }),
  query: z.object({}),
  body: null,
  response: {
    description: 'The delivery, which waits again',
    schema: deliverySchema,
    example: { ...deliveryExample, state: 'waiting', nextAt: '2026-11-23T14:20:00.000Z' },
  },
  problems: ['DELIVERY_NOT_FOUND', 'NOT_PARKED'],
  async plan({ context: { database }, params: { id } }) {
    const delivery = await findDelivery(database, id);
    if (delivery === null) throw deliveryNotFound(id);
    if (delivery.state !== 'parked') throw notParked(delivery.state);
    return {
      cluster: null,
      target: `${delivery.destinationName}: ${delivery.summary}`,
      reason: null,
      before: { state: delivery.state, reason: delivery.reason },
      after: { state: 'waiting' },
      act: async () => {
        if (!(await tryAgain(database, id))) throw notParked('another state');
        const after = await findDelivery(database, id);
        if (after === null) throw deliveryNotFound(id);
        return { answer: deliveryAnswer(after) };
      },
    };
  },
});

const notParked = (state: string): ApiProblem =>
  new ApiProblem('NOT_PARKED', `It is ${state}: only what is parked is to be tried again by hand`);
