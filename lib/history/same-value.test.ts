import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameValue } from './same-value.ts';

const leaf = fc.oneof(
  fc.integer({ max: 3, min: 0 }),
  fc.bigInt({ max: 2n, min: 0n }),
  fc.constantFrom(null, true, 'a', 'b', undefined),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('k', 'l', 'm'), tie('any'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).any;

test('agrees with deep strict equality on plain values', () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(sameValue(a, b)).toBe(isDeepStrictEqual(a, b));
      expect(sameValue(a, structuredClone(a))).toBe(true);
    }),
  );
});
