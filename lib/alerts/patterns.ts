import { matchesAny } from '#lib/config/name-pattern.ts';
import { type ParsedPattern, parseExpression } from './expression.ts';
import { KnownAnswers } from './known-answers.ts';
import { Lru } from './lru.ts';
import { patternTime } from './pattern-time.ts';
import type { NamePatterns } from './rule.ts';

const LONGEST_PATTERN = 300;
/** Of one that is just a name, as it is or as an expression: nothing is looked for in it. */
export const LONGEST_NAME_PATTERN = 1_000;

type Matcher = (name: string) => boolean;

/** Whether a pattern is a regular expression: it stands between slashes, and is not just a name. All others are globs. */
export const isExpression = (pattern: string): boolean => isBetweenSlashes(pattern) && nameIn(pattern) === null;

const isBetweenSlashes = (pattern: string): boolean =>
  pattern.length > 1 && pattern.startsWith('/') && pattern.endsWith('/');

/** From end to end, with a backslash before whatever would mean something. */
const WHOLE_NAME = /^\/\^((?:[^\\^$.*+?()[\]{}|]|\\[^\p{L}\p{N}])+)\$\/$/u;

/** The name that is all that a pattern means, where it is one: a glob without `*` and `?`, or an expression such as `/^a\*b$/`. */
function nameIn(pattern: string): string | null {
  if (isBetweenSlashes(pattern)) return WHOLE_NAME.exec(pattern)?.[1]?.replaceAll(/\\(.)/gsu, '$1') ?? null;
  return beginningOf(pattern) === pattern ? pattern : null;
}

/** More than there are in rules and silences together (pattern-budget.ts), and those that somebody tries. */
const MOST_READ = 1_500;
const read = new Lru<ParsedPattern>(MOST_READ);

/** The one way to read a pattern: a glob over the whole name, or a regular expression between slashes, searched for in it. */
export function parsePattern(pattern: string): ParsedPattern {
  if (pattern.length > LONGEST_NAME_PATTERN) return tooLong(LONGEST_NAME_PATTERN);
  const only = nameIn(pattern);
  if (only !== null) return { ok: true, price: 0, matches: (name) => name === only };
  if (pattern.length > LONGEST_PATTERN) return tooLong(LONGEST_PATTERN);
  if (isExpression(pattern)) return read.get(pattern, () => parseExpression(pattern.slice(1, -1)));
  return { ok: true, price: 0, matches: globMatcher(pattern) };
}

const tooLong = (most: number): ParsedPattern => ({
  ok: false,
  price: 0,
  error: `must be at most ${most.toLocaleString('en-US')} characters long`,
});

/** Most names fall out by how they begin: a rule is held against every name there is. */
function globMatcher(glob: string): Matcher {
  if (glob === '*') return () => true;
  const begin = beginningOf(glob);
  return (name) => name.startsWith(begin) && matchesAny([glob], name);
}

/** What stands before whatever may differ. */
const beginningOf = (glob: string): string => /^[^*?]*/.exec(glob)?.[0] ?? '';

/** How all names begin that are among these patterns, none of these being the beginning of another; null: they may begin in any way. */
export function beginningsOf({ include }: NamePatterns): string[] | null {
  const all = include.map((pattern) => nameIn(pattern) ?? (isExpression(pattern) ? '' : beginningOf(pattern)));
  if (all.includes('')) return null;
  const shortest = [...new Set(all)].sort((one, other) => one.length - other.length);
  return shortest.filter((one, nth) => !shortest.slice(0, nth).some((other) => one.startsWith(other)));
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

/** Patterns as names are held against them. */
interface Field {
  readonly isMatch: Matcher;
  /** With regular expressions: whoever asks again has his answer. */
  readonly isDear: boolean;
}

const fields = new WeakMap<NamePatterns, Field>();
/** By what they say: silences and rules are read anew with every change of any of them. */
const dearFields = new Lru<Field>(MOST_READ);
/** Some 20 MB. Names that are gone go with the others. */
const answers = new KnownAnswers<Field>(200_000);

function fieldOf(patterns: NamePatterns): Field {
  const known = fields.get(patterns);
  if (known !== undefined) return known;
  const { include, exclude } = patterns;
  const field = hasExpression(patterns)
    ? dearFields.get(JSON.stringify([include, exclude]), () => dearField(patterns))
    : { isMatch: matcherOf(patterns), isDear: false };
  fields.set(patterns, field);
  return field;
}

export const hasExpression = ({ include, exclude }: NamePatterns): boolean =>
  include.some(isExpression) || exclude.some(isExpression);

/** Compiled with the first name that is asked about. */
function dearField(patterns: NamePatterns): Field {
  let matcher: Matcher | null = null;
  return {
    isDear: true,
    isMatch: (name) => {
      matcher ??= matcherOf(patterns);
      return matcher(name);
    },
  };
}

function askedAnew(field: Field, name: string): boolean {
  const answer = field.isMatch(name);
  if (field.isDear) answers.keep(field, name, answer);
  return answer;
}

/**
 * Whether a name is one of these patterns, which are read once, however many names they are held against. Regular expressions are held
 * against a name once: topics of groups are asked about with every poll.
 */
export function matches(patterns: NamePatterns, name: string): boolean {
  const field = fieldOf(patterns);
  return (field.isDear ? answers.find(field, name) : undefined) ?? askedAnew(field, name);
}

/** Answers whether a name is one of the patterns, or null: there is no time for that now, ask again. */
export type AskInTime = (name: string) => boolean | null;

/**
 * Whether names are one of these patterns, by the time that the thread has for regular expressions; nothing else ever waits. It is for
 * whoever asks about a name once.
 */
export function inTime(patterns: NamePatterns, time = patternTime): AskInTime {
  const { isDear, isMatch } = fieldOf(patterns);
  return isDear ? (name) => time.spend(() => isMatch(name)) : isMatch;
}

/** What `matches` says, or null where there is no time for that now. */
export function matchesInTime(patterns: NamePatterns, name: string, time = patternTime): boolean | null {
  const field = fieldOf(patterns);
  if (!field.isDear) return field.isMatch(name);
  return answers.find(field, name) ?? time.spend(() => askedAnew(field, name));
}
