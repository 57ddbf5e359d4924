import { z } from 'zod';
import { readPending } from '#lib/alerts/store/pending.ts';
import { configuredCluster } from '../cluster-scope.ts';
import { pendingListExample } from '../examples/pending.ts';
import { defineOperation } from '../operation.ts';
import { limitParam } from '../parameters.ts';
import { pendingListSchema } from '../schemas/pending.ts';

export const listPending = defineOperation({
  id: 'listPending',
  method: 'GET',
  path: '/api/v1/incidents/pending',
  tag: 'Alerts',
  summary: 'What is about to fire, the soonest first',
  description: 'Conditions of rules that hold, and have not held for long enough.',
  role: 'viewer',
  scope: 'anywhere',
  params: z.object({}),
  query: z.object({
    cluster: z.string().optional().meta({ description: 'Of this cluster alone; without it of all that you may see' }),
    limit: limitParam,
  }),
  response: { description: 'The first of them', schema: pendingListSchema, example: pendingListExample },
  problems: ['CLUSTER_NOT_FOUND'],
  async handle({ context, query: { cluster, limit } }) {
    const mine = cluster === undefined ? context.clusters : [configuredCluster(context, cluster)];
    const names = mine.map(({ name }) => name);
    const { targets, count } = await readPending(context.database, names, limit);
    return {
      items: targets.map(({ since, firesAt, ...same }) => ({
        ...same,
        since: since.toISOString(),
        firesAt: firesAt.toISOString(),
      })),
      count,
    };
  },
});
