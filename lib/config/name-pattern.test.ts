import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { matchesAny } from './name-pattern.ts';

it.each([
  ['payments', 'payments', true],
  ['payments', 'payments-eu', false],
  ['payments-*', 'payments-eu', true],
  ['payments-*', 'payments-', true],
  ['*-eu', 'payments-eu', true],
  ['*-eu', 'payments-eu-2', false],
  ['*', '', true],
  ['', '', true],
  ['?', '', false],
  ['a?c', 'abc', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['pay.ments', 'payxments', false],
  ['Payments', 'payments', false],
])('%j on %j: %s', (glob, name, matches) => expect(matchesAny([glob], name)).toBe(matches));

test('matches as the same pattern written as a regular expression', () => {
  const short = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
  fc.assert(
    fc.property(short, name, (glob, text) => {
      const expected = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
      expect(matchesAny([glob], text)).toBe(expected);
    }),
  );
});

test('a glob made to be slow is not', () => {
  const started = performance.now();
  expect(matchesAny([`${'a*'.repeat(100)}b`], 'a'.repeat(10_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(1_000);
});
