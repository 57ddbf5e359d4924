import { z } from 'zod';

const MOST_LABELS = 20;

/** Labels of a rule, or of what is silenced. */
export const labelsField = z
  .record(
    z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, 'must be a label name: letters, digits and _'),
    z
      .string()
      .max(200, 'must be at most 200 characters long')
      .refine((text) => !/\p{Cc}/u.test(text) && text.isWellFormed(), 'must be one line, without control characters'),
  )
  .refine((labels) => Object.keys(labels).length <= MOST_LABELS, `must be at most ${MOST_LABELS} labels`);
