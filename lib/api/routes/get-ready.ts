import { z } from 'zod';
import { allowed } from '#lib/access/allowed.ts';
import { readinessSchema } from '#lib/api/schemas/service.ts';
import { pollAges } from '#lib/views/poll-ages.ts';
import type { RequestContext } from '../context.ts';
import { databaseProblem } from '../database-problem.ts';
import { defineOperation } from '../operation.ts';
import { connectionFrom, isFromHere } from '../peer-address.ts';
import { inShort, judgeReadiness } from '../readiness.ts';
import type { Readiness } from '../schemas/service.ts';

const POLLED_AT = '2026-11-23T14:02:31.000Z';
const EXAMPLE = { cluster: 'local', polledAt: POLLED_AT, stale: false, reachable: true, observedAt: POLLED_AT };
const EXAMPLE_NOW = new Date('2026-11-23T14:02:34.000Z');

export const getReady = defineOperation({
  id: 'getReady',
  method: 'GET',
  path: '/api/ready',
  tag: 'Service',
  summary: 'Whether this process can show live data: Postgres answers and some cluster was polled just now',
  description:
    'A cluster of which no broker answers fails its own check and leaves the process ready: its pages say what is wrong. Programs of the machine, and whoever may see all clusters, hear of each cluster by name; others how many there are.',
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
  async handle({ context, request }) {
    const readiness = await readinessOf(context);
    const told = (await mayHearAll(context, request)) ? readiness : inShort(readiness);
    return Response.json(told, { status: readiness.ready ? 200 : 503 });
  },
});

async function readinessOf(context: RequestContext): Promise<Readiness> {
  const now = context.now();
  try {
    return judgeReadiness(await pollAges(context.database, context.clusters, now, context.limits), now);
  } catch (error) {
    const problem = databaseProblem(error);
    if (problem === null) throw error;
    return judgeReadiness(problem.message, now);
  }
}

/** Whether somebody may hear the names of all clusters, and why the database does not answer. */
async function mayHearAll({ access, clusters }: RequestContext, request: Request): Promise<boolean> {
  if (isFromHere(connectionFrom(request))) return true;
  // A probe is answered whatever it brings along, and also while nobody can say who sent it.
  const principal = await access.authenticate(request).catch(() => null);
  const action = { role: 'viewer', use: 'metrics' } as const;
  return principal !== null && clusters.every(({ name }) => allowed(principal, action, name));
}
