import { z } from 'zod';
import { EVENT_KINDS } from '#lib/events/event.ts';
import { EVENT_SEVERITIES } from '#lib/events/kind.ts';
import { freshnessSchema, instantSchema } from './common.ts';

export const eventKindSchema = z.enum(EVENT_KINDS);

const phraseSchema = z.object({
  text: z.string(),
  names: z.enum(['group', 'topic']).nullable().meta({ description: 'What the text is the name of; null for words' }),
});

/** Something that happened between two polls. */
export const eventSchema = z
  .object({
    id: z.string().meta({ description: 'Unique in its cluster' }),
    at: instantSchema.meta({ description: 'Instant of the poll that saw it' }),
    kind: z.string().meta({ description: `Stable, for programs. Of this version: ${EVENT_KINDS.join(', ')}` }),
    severity: z.enum(EVENT_SEVERITIES),
    title: z.string().meta({ description: 'The event as a sentence' }),
    phrases: z.array(phraseSchema).meta({ description: 'The same sentence, with the names in it marked' }),
    notBefore: instantSchema.nullable().meta({
      description: 'Nobody looked between this instant and `at`, so it happened at some time in between; else null',
    }),
    data: z
      .unknown()
      .meta({ description: 'Its figures, in the shape of its kind; long lists are cut, with their counts' }),
  })
  .meta({ id: 'Event' });
export type Event = z.infer<typeof eventSchema>;

export const eventPageSchema = freshnessSchema.extend({
  items: z.array(eventSchema),
  nextCursor: z.string().nullable(),
});
export type EventPage = z.infer<typeof eventPageSchema>;
