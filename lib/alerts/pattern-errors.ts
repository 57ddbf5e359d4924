import { isExpression, parsePattern } from './patterns.ts';
import type { NamePatterns } from './rule.ts';

/** Of all expressions of one field, in steps (expression.ts): they are held against every name there is. */
const LARGEST_TOGETHER = 300;
const MOST_EXPRESSIONS = 10;

/** What is wrong with one pattern of a field. */
export interface PatternError {
  list: 'include' | 'exclude';
  index: number;
  message: string;
}

/** What cannot be taken of the patterns of one field; all of it, but for what comes after more than there may be. */
export function patternErrors(patterns: NamePatterns): PatternError[] {
  const errors: PatternError[] = [];
  let price = 0;
  let expressions = 0;
  for (const list of ['include', 'exclude'] as const) {
    for (const [index, pattern] of patterns[list].entries()) {
      if (isExpression(pattern) && ++expressions > MOST_EXPRESSIONS) {
        const message = `is one regular expression too many: a field has at most ${MOST_EXPRESSIONS}, and names and globs besides`;
        return [...errors, { list, index, message }];
      }
      const parsed = parsePattern(pattern);
      price += parsed.price;
      if (!parsed.ok) errors.push({ list, index, message: parsed.error });
      if (price <= LARGEST_TOGETHER) continue;
      const message = `is too much with those before it (${LARGEST_TOGETHER} steps at most): write simpler ones, or several rules or silences`;
      return parsed.ok ? [...errors, { list, index, message }] : errors;
    }
  }
  return errors;
}
