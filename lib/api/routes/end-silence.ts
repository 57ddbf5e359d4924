import { z } from 'zod';
import { INSTALLATION } from '#lib/access/allowed.ts';
import { findSilence, endSilence as putEnd } from '#lib/alerts/store/silences.ts';
import { requireAllowed } from '../admission.ts';
import { silenceExample } from '../examples/silences.ts';
import { defineMutation } from '../operation.ts';
import { ApiProblem } from '../problem.ts';
import { idSchema } from '../schemas/common.ts';
import { reasonField } from '../schemas/reason.ts';
import { changedSilenceSchema } from '../schemas/silences.ts';
import { auditedSilence, silenceAnswer, silenceNotFound } from '../silence-answer.ts';

export const endSilence = defineMutation({
  id: 'endSilence',
  method: 'DELETE',
  path: '/api/v1/silences/{id}',
  tag: 'Alerts',
  summary: 'Ends a silence now',
  description: 'What still fires is told with the next poll. It stays in the list as one that is over.',
  role: 'operator',
  scope: 'anywhere',
  action: 'silence.end',
  params: z.object({ id: idSchema }),
  query: z.object({ reason: reasonField }),
  body: null,
  response: {
    description: 'The silence',
    schema: changedSilenceSchema,
    example: { silence: { ...silenceExample, state: 'over', from: null, until: null, muted: 0 } },
  },
  problems: ['SILENCE_NOT_FOUND', 'SILENCE_OVER'],
  async plan({ context, principal, params: { id }, query }) {
    const { database, clusters, now } = context;
    const silence = await findSilence(database, id);
    const isSeen =
      silence !== null && (silence.cluster === null || clusters.some(({ name }) => name === silence.cluster));
    if (!isSeen) throw silenceNotFound(id);
    requireAllowed(principal, endSilence, silence.cluster ?? INSTALLATION);
    const at = now();
    return {
      cluster: silence.cluster,
      target: silence.comment,
      reason: query.reason,
      before: auditedSilence(silence, at),
      after: { endsAt: at.toISOString() },
      act: async () => {
        const ended = await database.transaction((sql) => putEnd(sql, id, at));
        if (ended === null) throw new ApiProblem('SILENCE_OVER', 'This silence is over already');
        return { answer: { silence: silenceAnswer(ended, at, 0) } };
      },
    };
  },
});
