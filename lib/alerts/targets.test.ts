import { expect, test } from 'vitest';
import { matches } from './targets.ts';

const only = (...include: string[]) => ({ include, exclude: [] });

test.each([
  ['payments-*', 'payments-worker', true],
  ['payments-?', 'payments-worker', false],
  ['*', '', true],
  ['a.b', 'axb', false],
  // Letters, not a regular expression.
  ['(a+)+$', '(a+)+$', true],
  ['(a+)+$', 'aaaa', false],
  ['.*', 'anything', false],
  ['[ab]', 'a', false],
])('the pattern %s and the name %s', (pattern, name, isMatch) => expect(matches(only(pattern), name)).toBe(isMatch));

/** What takes a backtracking matcher for ever: the longest pattern there may be over a name that only fails at its end. */
test.each([
  ['(a+)+$', 'a'.repeat(249)],
  ['(a|a)*b', 'a'.repeat(249)],
  ['a*'.repeat(150), `${'a'.repeat(249)}`],
  [`${'*a'.repeat(149)}b`, 'a'.repeat(249)],
  [`${'*?'.repeat(149)}b`, 'a'.repeat(249)],
])('no pattern takes longer than its length times that of the name: %#', (pattern, name) => {
  const before = performance.now();
  for (let times = 0; times < 1_000; times++) matches(only(pattern), name);
  // 300 x 249 steps a thousand times; a matcher that backtracks would not end at all.
  expect(performance.now() - before).toBeLessThan(20_000);
});
