import { z } from 'zod';
import { CAUSE_KINDS, PROOF_SECTIONS } from '#lib/lag/causes/cause.ts';
import { freshnessSchema, instantSchema } from './common.ts';

const phraseSchema = z.object({
  text: z.string().meta({ description: 'Of an instant ISO 8601 in UTC' }),
  names: z
    .enum(['topic', 'member', 'instant'])
    .nullable()
    .meta({ description: 'What the text is: the name of a topic or member, an instant; null for words' }),
});
export type CausePhrase = z.infer<typeof phraseSchema>;

const proofSchema = z
  .object({
    section: z.enum(PROOF_SECTIONS),
    from: instantSchema,
    to: instantSchema,
    topic: z.string().nullable(),
    partition: z.int().nullable(),
    memberId: z.string().nullable(),
  })
  .meta({ description: 'Where on the page of the group it can be seen, in which time, and in the row of what' });
export type CauseProof = z.infer<typeof proofSchema>;

/** Why a group lags, in one sentence with its numbers. */
export const causeSchema = z
  .object({
    kind: z.string().meta({ description: `Stable, for programs. Of this version: ${CAUSE_KINDS.join(', ')}` }),
    title: z.string().meta({ description: 'The cause as a sentence or two, instants in UTC' }),
    phrases: z.array(phraseSchema).meta({ description: 'The same, with names and instants marked' }),
    share: z.number().meta({ description: 'Part of the lag of the group that it explains, 0 to 1', example: 0.97 }),
    since: instantSchema.nullable().meta({ description: 'Null where it began before what was looked at' }),
    proof: proofSchema,
  })
  .meta({ id: 'Cause' });
export type Cause = z.infer<typeof causeSchema>;

export const groupCausesSchema = freshnessSchema
  .extend({
    at: instantSchema
      .nullable()
      .meta({ description: 'The poll that is explained; null where none of just before that moment is kept' }),
    from: instantSchema.nullable().meta({ description: 'The first poll whose positions were looked at' }),
    causes: z.array(causeSchema).meta({ description: 'The best explanation first; empty where nothing needs one' }),
  })
  .meta({ id: 'GroupCauses' });
export type GroupCauses = z.infer<typeof groupCausesSchema>;
