import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clippedText, storableCount, storableJson, storableText } from './storable.ts';

const anyText = fc.string({ unit: 'binary' });

describe('what Postgres can hold', () => {
  test.each([
    ['plain', 'plain'],
    ['nul\0inside', 'nul\uFFFDinside'],
    ['lone \uD83D surrogate', 'lone \uFFFD surrogate'],
    ['pair 🙂 stays', 'pair 🙂 stays'],
  ])('%j becomes %j', (text, stored) => {
    expect(storableText(text)).toBe(stored);
    expect(JSON.parse(storableJson({ text }))).toEqual({ text: stored });
  });

  test('text keeps all that is storable, and never holds what is not', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const stored = storableText(text);
        expect(stored).not.toContain('\0');
        expect(stored.isWellFormed()).toBe(true);
        if (!text.includes('\0') && text.isWellFormed()) expect(stored).toBe(text);
      }),
    );
  });

  test('a backslash that only looks like an escape is left alone', () => {
    expect(JSON.parse(storableJson({ path: '\\u0000' }))).toEqual({ path: '\\u0000' });
  });

  test('bigint travels as a decimal string', () => {
    expect(storableJson({ lag: 2n ** 60n })).toBe('{"lag":"1152921504606846976"}');
    expect(storableJson({ lag: 1n, name: '\0' })).toBe('{"lag":"1","name":"\uFFFD"}');
  });

  test.each([
    ['', ''],
    ['12345', '12345'],
    ['123456', '1234…'],
    ['123🙂56', '123\uFFFD…'],
  ])('%j in at most 5 characters is %j', (text, stored) => {
    expect(storableText(clippedText(text, 5))).toBe(stored);
  });

  test.each([
    [null, null],
    [0n, 0n],
    [2n ** 63n - 1n, 2n ** 63n - 1n],
    [2n ** 63n, 2n ** 63n - 1n],
    [2n ** 70n, 2n ** 63n - 1n],
  ])('a count of %s is stored as %s', (count, stored) => {
    expect(storableCount(count)).toBe(stored);
  });
});
