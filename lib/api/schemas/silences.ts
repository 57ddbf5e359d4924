import { z } from 'zod';
import { recurrenceError } from '#lib/alerts/recurrence.ts';
import { RULE_SEVERITIES } from '#lib/alerts/rule.ts';
import { recurrenceSchema, silenceMatchersSchema } from '#lib/alerts/store/silences.ts';
import { idSchema, instantSchema } from './common.ts';
import { labelsField } from './labels.ts';
import { ANY, patternsField } from './patterns.ts';
import { reasonField } from './reason.ts';

export const SILENCE_STATES = ['in-force', 'upcoming', 'over'] as const;

const LONGEST_COMMENT = 500;
const MOST_BROKERS = 100;
const NO_BROKER = 'must be the id of a broker: a whole number';
const LONGEST_WINDOW_MIN = 7 * 1_440;

const brokerField = z
  .int({ error: NO_BROKER })
  .min(0, NO_BROKER)
  .max(2 ** 31 - 1, NO_BROKER);

const matchersField = z
  .strictObject({
    rules: patternsField.default(ANY).meta({ description: 'Names of rules' }),
    groups: patternsField.default(ANY),
    topics: patternsField.default(ANY),
    brokers: z
      .array(brokerField)
      .max(MOST_BROKERS, `must be at most ${MOST_BROKERS} brokers`)
      .default([])
      .meta({ description: 'Ids of brokers; empty: any. What is about no broker is not meant by them', example: [2] }),
    severities: z
      .array(z.enum(RULE_SEVERITIES, { error: `must be one of ${RULE_SEVERITIES.join(', ')}` }))
      .max(RULE_SEVERITIES.length, 'names one twice')
      .default([])
      .meta({ description: 'Empty: any' }),
    labels: labelsField.default({}).meta({ description: 'Labels of the rule; each must be there with this value' }),
  })
  .meta({ description: 'It is over incidents that all of this fits' });

const recurrenceField = z
  .strictObject({
    cron: z
      .string({ error: 'must be a cron pattern, such as "0 2 * * 6"' })
      .trim()
      .max(100, 'must be at most 100 characters long')
      .meta({ description: 'Minute, hour, day of month, month, day of week', example: '0 2 * * 6' }),
    minutes: z
      .int({ error: 'must be whole minutes' })
      .min(1, 'must be at least 1 minute')
      .max(LONGEST_WINDOW_MIN, `must be at most ${LONGEST_WINDOW_MIN} minutes, which is a week`)
      .meta({ description: 'How long it is open each time' }),
    timeZone: z
      .string({ error: 'must be a time zone, such as Europe/Berlin' })
      .max(64, 'must be at most 64 characters long')
      .meta({ example: 'Europe/Berlin' }),
  })
  .check(({ value, issues }) => {
    const error = recurrenceError(value);
    if (error) issues.push({ code: 'custom', path: [error.field], message: error.message, input: value });
  })
  .meta({ description: 'A maintenance window: in force within these stretches alone, by the clocks of the time zone' });

/** What a silence is over, before anything else is said of it. */
export const silenceCheckSchema = z.strictObject({
  cluster: z
    .string({ error: 'must be the name of a cluster, or null for all' })
    .nullable()
    .meta({ description: 'Null: all clusters, for which the role is needed over all' }),
  matchers: matchersField.default({ rules: ANY, groups: ANY, topics: ANY, brokers: [], severities: [], labels: {} }),
});
export type SilenceCheck = z.input<typeof silenceCheckSchema>;

/** A silence as somebody asks for it. */
export const silenceInputSchema = silenceCheckSchema
  .extend({
    comment: z
      .string({ error: 'must be text' })
      .trim()
      .min(1, 'must say why: whoever wonders later reads it')
      .max(LONGEST_COMMENT, `must be at most ${LONGEST_COMMENT} characters long`)
      .refine((text) => !/\p{Cc}/u.test(text), 'must be one line, without control characters'),
    startsAt: instantSchema.nullable().default(null).meta({ description: 'Null: now' }),
    endsAt: instantSchema.nullable().default(null).meta({
      description: 'Null only with a recurrence: for ever',
      example: '2026-11-23T15:00:00.000Z',
    }),
    recurrence: recurrenceField.nullable().default(null),
    reason: reasonField,
  })
  .refine(({ endsAt, recurrence }) => endsAt !== null || recurrence !== null, {
    path: ['endsAt'],
    message: 'must be given: what is silenced for ever is forgotten. Switch the rule off, or change it',
  });
export type SilenceInput = z.input<typeof silenceInputSchema>;

export const silenceSchema = z
  .object({
    id: idSchema,
    cluster: z.string().nullable(),
    matchers: silenceMatchersSchema,
    comment: z.string(),
    author: z.string(),
    startsAt: instantSchema,
    endsAt: instantSchema.nullable(),
    recurrence: recurrenceSchema.nullable(),
    state: z.enum(SILENCE_STATES),
    from: instantSchema.nullable().meta({ description: 'The stretch in which it is in force, or the next one' }),
    until: instantSchema.nullable(),
    muted: z.int().meta({ description: 'Open incidents that nobody is told of because of it' }),
  })
  .meta({ id: 'Silence' });
export type Silence = z.infer<typeof silenceSchema>;

export const silenceListSchema = z.object({ items: z.array(silenceSchema) });
export const checkedSilenceSchema = z.object({
  firing: z.int().meta({ description: 'Incidents open now that it would be over' }),
  warnings: z
    .array(z.object({ parameter: z.string(), message: z.string() }))
    .meta({ description: 'What is taken as it is written, and is perhaps not meant, at the field where it stands' }),
});
export type CheckedSilence = z.infer<typeof checkedSilenceSchema>;
export const changedSilenceSchema = z.object({ silence: silenceSchema });
