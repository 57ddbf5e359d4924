import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matches } from '#lib/alerts/patterns.ts';
import { patternOf } from './pattern-of.ts';

test.each([
  ['payments-worker', 'payments-worker'],
  ['/opt/app', '/opt/app'],
  ['(a+)+$', '(a+)+$'],
  ['/opt/app/', '/^\\/opt\\/app\\/$/'],
  ['what?', '/^what\\?$/'],
  ['a*b.c', '/^a\\*b\\.c$/'],
  ['*'.padEnd(400, 'x'), `/^\\*${'x'.repeat(399)}$/`],
])('%s is meant by %s', (name, pattern) => expect(patternOf(name)).toBe(pattern));

test('a name fits its pattern, and no other name does', () => {
  const name = fc.string({ unit: fc.constantFrom(...'ab/*?.\\[](){}^$+|-\n é'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(name, name, (one, other) => {
      const patterns = { include: [patternOf(one)], exclude: [] };
      expect(matches(patterns, one)).toBe(true);
      expect(matches(patterns, other)).toBe(one === other);
    }),
    { numRuns: 500 },
  );
});
