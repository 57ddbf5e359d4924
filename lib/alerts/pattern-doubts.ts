import { isExpression } from './patterns.ts';
import type { NamePatterns } from './rule.ts';

/** What is taken as it is written, and is perhaps not meant, of the patterns of one list. */
export interface PatternDoubt {
  list: 'include' | 'exclude';
  message: string;
}

/** What only regular expressions have; names of Kafka's topics have none of it. */
const REGULAR = /[()[\]{}|^$\\+]|\.\*/;
const WITH_FLAGS = /^(\/.+\/)[gims]+$/;

/** Patterns that look like regular expressions, and are none as they do not stand between slashes; one for each list. */
export function patternDoubts(patterns: NamePatterns): PatternDoubt[] {
  return (['include', 'exclude'] as const).flatMap((list) => {
    const [message] = patterns[list].map(doubtOf).filter((one) => one !== null);
    return message === undefined ? [] : [{ list, message }];
  });
}

function doubtOf(pattern: string): string | null {
  if (isExpression(pattern)) return null;
  const [, expression] = WITH_FLAGS.exec(pattern) ?? [];
  if (expression !== undefined) {
    return `${pattern} is taken letter by letter: a regular expression ends with its slash, as ${expression}, and begins with (?i) where case does not matter.`;
  }
  if (!REGULAR.test(pattern)) return null;
  return `${pattern} is taken letter by letter, but for * and ?: as a regular expression it stands between slashes, /${pattern}/.`;
}
