import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { expressionPrice } from './expression-price.ts';

describe('what an expression costs', () => {
  test.each([
    ['group', 5],
    ['^(orders|payments)-', 19],
    ['^team-\\d+\\.group-\\d+$', 18],
    ['a{3}', 3],
    ['a{0,3}', 6],
    ['(?:ab){2,4}', 18],
    ['((a{100}){100}){100}', 1_020_200],
    // No repetition.
    ['a{b}{,3}', 8],
    ['[]a-z{5}]', 1],
    ['[[:alpha:]x]+', 2],
    ['\\Qa.b{9}\\E', 10],
    ['\\x{1f600}\\{3}', 4],
    ['(?P<team>a)(?i)b', 4],
    // Some hundred ranges each.
    ['\\pL', 6],
    ['[\\p{Greek}\\PN]', 11],
    // Folded, each of them.
    ['(?i)\\pL', 26],
    ['(?i:[^\\pL\\pN])', 53],
    ['(?i)[а-я]', 2],
    ['[b-\\x{10fffe}]', 1],
    ['(?i)[b-\\x{10fffe}]', 419],
    ['(?mi)[\\x{61}-\\x{1e943}]', 419],
  ])('is told from its text: %s', (source, price) => expect(expressionPrice(source)).toBe(price));

  test('is about what it is compiled to', () => {
    const parts = ['a', '.', '[a-c]', '\\w', '(', '(?:', ')', '|', '?', '*', '+', '{3}', '{1,4}', '{0,9}', '^', '$'];
    const sources = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 30 }).map((some) => some.join(''));
    fc.assert(
      fc.property(sources, (source) => {
        let size: number;
        try {
          size = RE2JS.compile(source).programSize();
        } catch {
          return;
        }
        expect(size).toBeLessThan(10 + 2 * expressionPrice(source));
      }),
    );
  });

  test('is something of whatever text', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'ab()[]{}|^$\\*+?.,-:<>=!1039PkQE pLxi'), maxLength: 60 });
    fc.assert(
      fc.property(odd, (text) => {
        expect(expressionPrice(text)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
