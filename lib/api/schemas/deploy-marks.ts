import { z } from 'zod';
import { storableText } from '#lib/history/storable.ts';
import { eventSchema } from './events.ts';
import { reasonField } from './reason.ts';

const LONGEST = { title: 200, url: 2000, group: 1000, topic: 249 };

const line = (most: number) =>
  z
    .string({ error: 'must be text' })
    .trim()
    .min(1, 'must not be empty')
    .max(most, `must be at most ${most} characters long`)
    .refine((text) => !/\p{Cc}/u.test(text), 'must be one line, without control characters');

/** Only what a browser opens as a page: a `javascript:` link would run in the console. */
const isPage = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

export const newEventSchema = z
  .object({
    cluster: z.string({ error: 'must be the name of a cluster' }).meta({ example: 'local' }),
    title: line(LONGEST.title).meta({ description: 'What was done, in a line', example: 'shop 1.4.2' }),
    at: z.iso
      .datetime({ offset: true, error: 'must be an ISO 8601 instant such as 2026-11-23T14:02:31Z' })
      .transform((text) => new Date(text))
      .optional()
      .meta({ description: 'When; now without it. Not further ahead than 5 minutes, nor past what is kept of events' }),
    url: line(LONGEST.url)
      .refine(isPage, 'must be an http or https URL')
      .optional()
      .meta({ description: 'Where more is to be read', example: 'https://ci.example.com/shop/runs/42' }),
    group: z
      .string()
      .max(LONGEST.group, `must be at most ${LONGEST.group} characters long`)
      .transform(storableText)
      .optional()
      .meta({ description: 'The group it is about: it stands on the charts of that one alone' }),
    topic: line(LONGEST.topic).optional().meta({
      description: 'The topic it is about. With neither it stands on the charts of every group of the cluster',
    }),
    reason: reasonField,
  })
  .meta({ id: 'NewEvent' });

export const createdEventSchema = z.object({
  cluster: z.string(),
  event: eventSchema,
  created: z.boolean().meta({ description: 'False where the same mark was there already' }),
});
