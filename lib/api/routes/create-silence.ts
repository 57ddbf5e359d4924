import { z } from 'zod';
import { INSTALLATION } from '#lib/access/allowed.ts';
import { countSilences, insertSilence } from '#lib/alerts/store/silences.ts';
import { requireAllowed } from '../admission.ts';
import { configuredCluster } from '../cluster-scope.ts';
import { changedSilenceExample } from '../examples/silences.ts';
import { defineMutation } from '../operation.ts';
import { refuseDearSilence } from '../pattern-prices.ts';
import { ApiProblem, invalidParameters } from '../problem.ts';
import { changedSilenceSchema, silenceInputSchema } from '../schemas/silences.ts';
import { auditedSilence, silenceAnswer } from '../silence-answer.ts';

const MOST_SILENCES = 500;
const SHORTEST_MS = 1_000;

export const createSilence = defineMutation({
  id: 'createSilence',
  method: 'POST',
  path: '/api/v1/silences',
  tag: 'Alerts',
  summary: 'Silences incidents, or plans a maintenance window',
  description:
    'Incidents open and end as ever, but nobody is told of those that it is over while it is in force. What still fires as it ends is' +
    ' told then; what opened and ended meanwhile is never told. The end of what was told before is told all the same.',
  role: 'operator',
  scope: 'anywhere',
  action: 'silence.create',
  params: z.object({}),
  query: z.object({}),
  body: silenceInputSchema,
  response: { description: 'The silence', schema: changedSilenceSchema, example: changedSilenceExample },
  problems: ['CLUSTER_NOT_FOUND', 'TOO_MANY_SILENCES'],
  async plan({ context, principal, body }) {
    const { database, now } = context;
    const { cluster, matchers, comment, startsAt, endsAt, recurrence } = body;
    requireAllowed(principal, createSilence, cluster ?? INSTALLATION);
    if (cluster !== null) configuredCluster(context, cluster);
    const at = now();
    const startsAtMs = startsAt === null ? at.getTime() : Date.parse(startsAt);
    const endsAtMs = endsAt === null ? null : Date.parse(endsAt);
    if (endsAtMs !== null && endsAtMs < Math.max(startsAtMs, at.getTime()) + SHORTEST_MS) {
      throw invalidParameters([{ parameter: 'endsAt', message: 'must be after the start, and not past' }]);
    }
    if ((await countSilences(database, at)) >= MOST_SILENCES) {
      throw new ApiProblem(
        'TOO_MANY_SILENCES',
        `There are ${MOST_SILENCES} silences that are not over: end some first`,
      );
    }
    await refuseDearSilence(database, matchers, at);
    const asked = { cluster, matchers, comment, author: principal.name, startsAtMs, endsAtMs, recurrence };
    return {
      cluster,
      target: comment,
      reason: body.reason,
      before: null,
      after: auditedSilence({ id: '', ...asked }, at),
      act: async () => {
        const made = await database.transaction((sql) => insertSilence(sql, asked));
        return { answer: { silence: silenceAnswer(made, at, 0) } };
      },
    };
  },
});
