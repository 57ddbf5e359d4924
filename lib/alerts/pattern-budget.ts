import { parsePattern } from './patterns.ts';
import type { NamePatterns } from './rule.ts';

/** How many steps (expression.ts) the regular expressions of all rules may have: some 200 ordinary ones. */
export const MOST_OF_RULES = 6_000;
/** Of all silences that are not over. */
export const MOST_OF_SILENCES = 3_000;

/** Patterns by the name of their field. */
type PatternFields = Readonly<Record<string, NamePatterns>>;
type Of<Field extends string> = Readonly<Record<Field, NamePatterns>>;

/** Those of a rule. */
export const patternFields = ({ clusters, groups, topics }: Of<'clusters' | 'groups' | 'topics'>): PatternFields => ({
  'clusters.include': clusters,
  'groups.include': groups,
  'topics.include': topics,
});

/** Those of a silence. */
export const matcherFields = ({ rules, groups, topics }: Of<'rules' | 'groups' | 'topics'>): PatternFields => ({
  'matchers.rules.include': rules,
  'matchers.groups.include': groups,
  'matchers.topics.include': topics,
});

/** How many steps the regular expressions of these fields have. */
export const priceOf = (fields: PatternFields): number => sum(Object.values(fields).map(priceOfField));

const priceOfField = ({ include, exclude }: NamePatterns): number =>
  sum([...include, ...exclude].map((pattern) => parsePattern(pattern).price));

const sum = (prices: readonly number[]): number => prices.reduce((one, other) => one + other, 0);

interface Budget {
  most: number;
  /** The fields of each of the others that are kept. */
  kept: readonly PatternFields[];
  /** What these are. */
  what: 'rules' | 'silences';
}

/** Why what somebody asks for is too much with all that is kept, at its most costly field; null where it is not. */
export function budgetError(
  asked: PatternFields,
  { most, kept, what }: Budget,
): { parameter: string; message: string } | null {
  const price = priceOf(asked);
  if (price === 0) return null;
  const taken = sum(kept.map(priceOf));
  if (taken + price <= most) return null;
  const prices = Object.entries(asked).map(([parameter, patterns]) => ({ parameter, price: priceOfField(patterns) }));
  const [dearest] = prices.toSorted((one, other) => other.price - one.price);
  return {
    parameter: dearest?.parameter ?? '',
    message:
      `is too much with all other ${what}: its regular expressions have ${inWords(price)} steps, and those of the others have` +
      ` ${inWords(taken)} of ${inWords(most)}. Write names or globs, or a simpler expression`,
  };
}

const inWords = (steps: number): string => steps.toLocaleString('en-US');
