import { z } from 'zod';
import { readinessSchema } from '#lib/api/schemas/service.ts';
import { pollAges } from '#lib/views/poll-ages.ts';
import { databaseProblem } from '../database-problem.ts';
import { defineOperation } from '../operation.ts';
import { judgeReadiness } from '../readiness.ts';

const EXAMPLE = { cluster: 'local', polledAt: '2026-11-23T14:02:31.000Z', stale: false };
const EXAMPLE_NOW = new Date('2026-11-23T14:02:34.000Z');

export const getReady = defineOperation({
  id: 'getReady',
  method: 'GET',
  path: '/api/ready',
  tag: 'Service',
  summary: 'Whether this process can show live data: Postgres answers and some cluster was polled just now',
  role: null,
  params: z.object({}),
  query: z.object({}),
  response: { description: 'Ready', schema: readinessSchema, example: judgeReadiness([EXAMPLE], EXAMPLE_NOW) },
  otherResponses: {
    503: {
      description: 'Not ready; the checks say why',
      schema: readinessSchema,
      example: judgeReadiness([{ ...EXAMPLE, stale: true }], EXAMPLE_NOW),
    },
  },
  problems: [],
  async handle({ context }) {
    const now = context.now();
    try {
      const readiness = judgeReadiness(await pollAges(context.database, context.clusters, now, context.limits), now);
      return Response.json(readiness, { status: readiness.ready ? 200 : 503 });
    } catch (error) {
      const problem = databaseProblem(error);
      if (problem === null) throw error;
      return Response.json(judgeReadiness(problem.message, now), { status: 503 });
    }
  },
});
