import { matchesAny } from '#lib/config/name-pattern.ts';
import { type ParsedPattern, parseExpression } from './expression.ts';
import type { NamePatterns } from './rule.ts';

export const LONGEST_PATTERN = 300;
/** Of all expressions of one field, in instructions: they are held against every name there is. */
const LARGEST_TOGETHER = 2_000;

/** What is wrong with one pattern of a field. */
export interface PatternError {
  list: 'include' | 'exclude';
  index: number;
  message: string;
}

type Matcher = (name: string) => boolean;

/** Whether a pattern is a regular expression: it stands between slashes. All others are globs. */
export const isExpression = (pattern: string): boolean =>
  pattern.length > 1 && pattern.startsWith('/') && pattern.endsWith('/');

/** The one way to read a pattern: a glob over the whole name, or a regular expression between slashes, searched for in it. */
export function parsePattern(pattern: string): ParsedPattern {
  if (pattern.length > LONGEST_PATTERN) {
    return { ok: false, size: 0, error: `must be at most ${LONGEST_PATTERN} characters long` };
  }
  if (isExpression(pattern)) return parseExpression(pattern.slice(1, -1));
  return { ok: true, size: 0, matches: globMatcher(pattern) };
}

/** Most names fall out by how they begin: a rule is held against every name there is. */
function globMatcher(glob: string): Matcher {
  if (glob === '*') return () => true;
  const begin = /^[^*?]*/.exec(glob)?.[0] ?? '';
  if (begin === glob) return (name) => name === glob;
  return (name) => name.startsWith(begin) && matchesAny([glob], name);
}

/** Whether a name is one of these patterns. Where one of them cannot be read nothing is: it could be the one that keeps names out. */
export function matcherOf({ include, exclude }: NamePatterns): Matcher {
  const isIn = matchersOf(include);
  const isOut = matchersOf(exclude);
  if (isIn === null || isOut === null) return () => false;
  return (name) => isIn.some((one) => one(name)) && !isOut.some((one) => one(name));
}

function matchersOf(patterns: readonly string[]): Matcher[] | null {
  const matchers: Matcher[] = [];
  for (const pattern of patterns) {
    const parsed = parsePattern(pattern);
    if (!parsed.ok) return null;
    matchers.push(parsed.matches);
  }
  return matchers;
}

const known = new WeakMap<NamePatterns, Matcher>();

/**
 * Whether a name is one of these patterns, which are read once, however many names they are held against. Regular expressions are held
 * against a name once: topics of groups are asked about with every poll.
 */
export function matches(patterns: NamePatterns, name: string): boolean {
  let matcher = known.get(patterns);
  if (matcher === undefined) {
    const hasExpression = [...patterns.include, ...patterns.exclude].some(isExpression);
    matcher = hasExpression ? remembering(matcherOf(patterns)) : matcherOf(patterns);
    known.set(patterns, matcher);
  }
  return matcher(name);
}

const MOST_REMEMBERED = 10_000;

function remembering(matcher: Matcher): Matcher {
  const answers = new Map<string, boolean>();
  return (name) => {
    let isMatch = answers.get(name);
    if (isMatch === undefined) {
      isMatch = matcher(name);
      // Names that are gone are not worth telling apart.
      if (answers.size >= MOST_REMEMBERED) answers.clear();
      answers.set(name, isMatch);
    }
    return isMatch;
  };
}

/** What cannot be taken of the patterns of one field; all of it, but for what comes after more than there may be. */
export function patternErrors(patterns: NamePatterns): PatternError[] {
  const errors: PatternError[] = [];
  let size = 0;
  for (const list of ['include', 'exclude'] as const) {
    for (const [index, pattern] of patterns[list].entries()) {
      const parsed = parsePattern(pattern);
      size += parsed.size;
      if (!parsed.ok) errors.push({ list, index, message: parsed.error });
      if (size <= LARGEST_TOGETHER) continue;
      if (parsed.ok) errors.push({ list, index, message: 'is too much with those before it: make a rule of its own' });
      return errors;
    }
  }
  return errors;
}
