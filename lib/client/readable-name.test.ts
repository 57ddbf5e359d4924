import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameParts, onOneLine, readableName } from './readable-name.ts';

describe('readableName', () => {
  it.each([
    ['payments-worker', 'payments-worker'],
    ['two words', 'two words'],
    ['DOMAIN\\svc', 'DOMAIN\\svc'],
    ['🐳 größe', '🐳 größe'],
    ['', '(empty id)'],
    [' ', '␣'],
    ['   ', '␣␣␣'],
    ['  lead', '␣␣lead'],
    ['trail ', 'trail␣'],
    ['a  b', 'a␣␣b'],
    ['\t', '\\t'],
    ['a\r\nb', 'a\\r\\nb'],
    ['nul\0', 'nul\\u0000'],
    ['abc\u202Ecba', 'abc\\u202Ecba'],
    ['\u2066x\u2069', '\\u2066x\\u2069'],
    ['zero\u200Bwidth', 'zero\\u200Bwidth'],
    ['no\u00A0break', 'no\\u00A0break'],
    ['hangul\u3164filler', 'hangul\\u3164filler'],
    ['half\uD83D', 'half\\uD83D'],
    ['tag\u{E0041}', 'tag\\u{E0041}'],
  ])('%j reads %j', (name, expected) => expect(readableName(name)).toBe(expected));

  it('leaves nothing that a page would hide, drop or turn around', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const read = readableName(name);
        expect(read).toBe(read.trim());
        expect(read).toMatch(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u);
        expect(read).not.toContain('  ');
      }),
    ));

  it('escapes what it wrote no second time', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(readableName(readableName(name))).toBe(readableName(name));
      }),
    ));
});

it('tells an escape from a name that is written like one', () => {
  expect(nameParts('a\t')).toEqual([
    { text: 'a', escaped: false },
    { text: '\\t', escaped: true },
  ]);
  expect(nameParts('a\\t')).toEqual([{ text: 'a\\t', escaped: false }]);
});

it.each([
  ['g\r\nfake 0 0', 'g\\r\\nfake 0 0'],
  ['  lead', '  lead'],
  ['', ''],
])('%j stays on one line as %j', (text, expected) => expect(onOneLine(text)).toBe(expected));
