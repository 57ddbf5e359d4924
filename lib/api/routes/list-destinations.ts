import { z } from 'zod';
import { destinationAnswers, missingDestinations } from '../destination-answer.ts';
import { destinationExample } from '../examples/destinations.ts';
import { defineOperation } from '../operation.ts';
import { destinationListSchema } from '../schemas/destinations.ts';

export const listDestinations = defineOperation({
  id: 'listDestinations',
  method: 'GET',
  path: '/api/v1/destinations',
  tag: 'Alerts',
  summary: 'Where notices of alerts may go, by name',
  role: 'admin',
  params: z.object({}),
  query: z.object({}),
  response: {
    description: 'All of them; of each long secret its last four characters, of a password nothing',
    schema: destinationListSchema,
    example: { items: [destinationExample], missing: [{ name: 'search-chat', owners: ['search'] }] },
  },
  problems: [],
  async handle({ context }) {
    const items = await destinationAnswers(context);
    return { items, missing: missingDestinations(context.owners, items) };
  },
});
