import { z } from 'zod';
import { patternErrors } from '#lib/alerts/pattern-errors.ts';
import { LONGEST_NAME_PATTERN } from '#lib/alerts/patterns.ts';

const MOST_PATTERNS = 50;

const patternField = z
  .string({ error: 'must be a name or a pattern such as payments-* or /^payments-/' })
  .min(1, 'must not be empty; * is all')
  // What Postgres cannot keep.
  .refine((text) => !text.includes('\0') && text.isWellFormed(), 'must be text without NUL: ? stands for any character')
  // What is too long is said with what else is wrong with patterns.
  .meta({ maxLength: LONGEST_NAME_PATTERN });

/** Names as somebody writes them: globs and regular expressions, some of which must match and some of which must not. */
export const patternsField = z
  .strictObject({
    include: z
      .array(patternField)
      .min(1, 'must have a pattern; * is all')
      .max(MOST_PATTERNS, `must be at most ${MOST_PATTERNS} patterns`),
    exclude: z.array(patternField).max(MOST_PATTERNS, `must be at most ${MOST_PATTERNS} patterns`).default([]),
  })
  .check(({ value, issues }) => {
    for (const { list, index, message } of patternErrors(value)) {
      issues.push({ code: 'custom', path: [list, index], message, input: value[list][index] });
    }
  })
  .meta({
    description:
      '`*` stands for any characters, `?` for one. `/^payments-\\d+/` is a regular expression of RE2, searched for in the name: it looks' +
      ' neither ahead nor back, has at most 150 steps with its repetitions written out, and a field at most 10 expressions of 300 steps' +
      ' together. One of `include` must match, and none of `exclude`',
  });

export const ANY = { include: ['*'], exclude: [] };
