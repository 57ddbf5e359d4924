import { z } from 'zod';

const LONGEST_PATTERN = 300;
const MOST_PATTERNS = 50;

const globField = z
  .string({ error: 'must be a name or a pattern such as payments-*' })
  .min(1, 'must not be empty; * is all')
  .max(LONGEST_PATTERN, `must be at most ${LONGEST_PATTERN} characters long`);

/** Names as somebody writes them: globs, some of which must match and some of which must not. */
export const patternsField = z
  .strictObject({
    include: z
      .array(globField)
      .min(1, 'must have a pattern; * is all')
      .max(MOST_PATTERNS, `must be at most ${MOST_PATTERNS} patterns`),
    exclude: z.array(globField).max(MOST_PATTERNS, `must be at most ${MOST_PATTERNS} patterns`).default([]),
  })
  .meta({
    description: '`*` stands for any characters, `?` for one. One of `include` must match, and none of `exclude`',
  });

export const ANY = { include: ['*'], exclude: [] };
