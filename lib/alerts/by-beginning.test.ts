import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByBeginning } from './by-beginning.ts';
import { beginningsOf, matcherOf } from './patterns.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '🙂', '\uffff'), maxLength: 5 });
const glob = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '🙂', '*', '?'), minLength: 1, maxLength: 4 });

test('finds all that patterns may mean, once each', () => {
  fc.assert(
    fc.property(fc.uniqueArray(letters), fc.array(glob, { minLength: 1, maxLength: 4 }), (names, include) => {
      const patterns = { include, exclude: [] };
      const found = new ByBeginning(names.map((name) => ({ name })))
        .find(beginningsOf(patterns))
        .map(({ name }) => name);
      expect(new Set(found).size).toBe(found.length);
      const isMatch = matcherOf(patterns);
      expect(found.filter(isMatch).sort()).toEqual(names.filter(isMatch).sort());
    }),
  );
});

test.each([
  [['orders'], ['orders']],
  [
    ['orders-*', 'pay?'],
    ['pay', 'orders-'],
  ],
  [['orders', 'orders-*', 'orders'], ['orders']],
  [['orders', '*'], null],
  [['orders', '/pay/'], null],
])('%j begin with %j', (include, beginnings) => {
  expect(beginningsOf({ include, exclude: ['*-test'] })).toEqual(beginnings);
});
