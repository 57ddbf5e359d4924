import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupSlug, parseGroupSlug } from './group-slug.ts';

const SAFE_SEGMENT = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,248}|~[A-Za-z0-9_-]*)$/;

describe('groupSlug', () => {
  test.each([
    ['payments-worker', 'payments-worker'],
    ['_schemas.v1', '_schemas.v1'],
    ['-', '-'],
    ['a..b', 'a..b'],
    ['a'.repeat(249), 'a'.repeat(249)],
    ['', '~'],
    ['.', '~Lg'],
    ['..', '~Li4'],
    ['.hidden', '~LmhpZGRlbg'],
    ['~x', '~fng'],
    ['%2F', '~JTJG'],
    ['a/b', '~YS9i'],
    ['two words', '~dHdvIHdvcmRz'],
    ['"quoted"', '~InF1b3RlZCI'],
    ['<b>html</b>', '~PGI-aHRtbDwvYj4'],
    ['🙂', '~8J-Zgg'],
    ['größe', '~Z3LDtsOfZQ'],
    ['\u{feff}bom', '~77u_Ym9t'],
    ['nul\0', '~bnVsAA'],
  ])('%j is %j in a path', (group, slug) => {
    expect(groupSlug(group)).toBe(slug);
    expect(parseGroupSlug(slug)).toBe(group);
  });

  test('an id longer than 249 characters is encoded', () => {
    const group = 'a'.repeat(250);
    expect(groupSlug(group).startsWith('~')).toBe(true);
    expect(parseGroupSlug(groupSlug(group))).toBe(group);
  });

  test('every string comes back, and its slug is one safe path segment', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (group) => {
        const slug = groupSlug(group);
        expect(slug).toMatch(SAFE_SEGMENT);
        expect(new URL(`http://host/groups/${slug}/lag`).pathname).toBe(`/groups/${slug}/lag`);
        // Kafka's ids are UTF-8; a lone surrogate has no UTF-8 form and reads as U+FFFD everywhere.
        expect(parseGroupSlug(slug)).toBe(group.toWellFormed());
      }),
    );
  });

  test('different ids have different slugs', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        fc.pre(one !== other);
        expect(groupSlug(one)).not.toBe(groupSlug(other));
      }),
    );
  });
});

describe('parseGroupSlug', () => {
  test('the encoded form is accepted for a plain id too', () => {
    expect(parseGroupSlug('~cGF5bWVudHM')).toBe('payments');
  });

  test('an id typed by hand with percent escapes arrives decoded and is taken as it is', () => {
    expect(parseGroupSlug('two words')).toBe('two words');
  });

  test.each(['~x', '~=', '~ab=', '~a b', '~a/b', '~_w', '~ä'])('%j is refused', (slug) => {
    expect(parseGroupSlug(slug)).toBeNull();
  });

  test('no string makes it throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (slug) => void parseGroupSlug(`~${slug}`)));
  });
});
