import { z } from 'zod';

const LONGEST = 500;

/** Why a change is made, in the words of whoever makes it, for the audit log: of a body or a query. Null where nobody says. */
export const reasonField = z
  .string({ error: 'must be text' })
  .trim()
  .max(LONGEST, `must be at most ${LONGEST} characters long`)
  .refine((text) => !/\p{Cc}/u.test(text), 'must be one line, without control characters')
  .optional()
  .transform((text) => text || null)
  .meta({ description: 'Why, for the audit log', example: 'ticket OPS-311' });

/** What a change is asked for with; the empty text is none. */
export interface WithReason {
  reason: string;
}
