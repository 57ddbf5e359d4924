import { z } from 'zod';
import { previewOf } from '#lib/notify/preview.ts';
import { PLACEHOLDERS } from '#lib/notify/template.ts';
import { previewExample } from '../examples/destinations.ts';
import { defineQuestion } from '../operation.ts';
import { invalidParameters } from '../problem.ts';
import { previewInputSchema, previewSchema } from '../schemas/destinations.ts';

export const previewDestination = defineQuestion({
  id: 'previewDestination',
  method: 'POST',
  path: '/api/v1/destinations/preview',
  tag: 'Alerts',
  summary: 'Shows what a destination would be told of an example, and sends nothing',
  description:
    'Of an example that opens, and of the same when it is over. Secrets are left out, and what is missing is made up, so that templates can be tried out before all is filled in.',
  role: 'admin',
  params: z.object({}),
  query: z.object({}),
  body: previewInputSchema,
  response: { description: 'What would be sent', schema: previewSchema, example: previewExample },
  problems: [],
  async handle({ context, body: { kind, name, config }, request }) {
    const console = context.alerts.publicUrl ?? new URL(request.url).origin;
    const previewed = previewOf(kind, name, config, { now: context.now(), console });
    if (!previewed.ok) throw invalidParameters(previewed.errors);
    return { items: previewed.previews, placeholders: PLACEHOLDERS };
  },
});
