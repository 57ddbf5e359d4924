import { z } from 'zod';
import { mutedBySilence } from '#lib/alerts/store/incident-lists.ts';
import { readSilences } from '#lib/alerts/store/silences.ts';
import { silenceListExample } from '../examples/silences.ts';
import { defineOperation } from '../operation.ts';
import { silenceListSchema } from '../schemas/silences.ts';
import { silenceAnswer } from '../silence-answer.ts';

export const listSilences = defineOperation({
  id: 'listSilences',
  method: 'GET',
  path: '/api/v1/silences',
  tag: 'Alerts',
  summary: 'Silences and maintenance windows, the newest first',
  description: 'Those over clusters that you may see, or over all. What is over stays for as long as incidents do.',
  role: 'viewer',
  scope: 'anywhere',
  params: z.object({}),
  query: z.object({}),
  response: { description: 'At most 1,000 of them', schema: silenceListSchema, example: silenceListExample },
  problems: [],
  async handle({ context: { database, clusters, now } }) {
    const names = clusters.map(({ name }) => name);
    const at = now();
    const silences = await readSilences(database, null);
    const muted = await mutedBySilence(database, names);
    return {
      items: silences
        .filter(({ cluster }) => cluster === null || names.includes(cluster))
        .map((silence) => silenceAnswer(silence, at, muted.get(silence.id) ?? 0)),
    };
  },
});
