import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatPace, formatRate, formatShare, formatShort, plural } from './format-number.ts';

const spaced = (text: string) => text.replaceAll('\u00a0', ' ');

describe('formatCount', () => {
  it.each([
    ['0', '0'],
    ['80112', '80,112'],
    ['-12', '-12'],
    ['9223372036854775807', '9,223,372,036,854,775,807'],
    [1_204_311n, '1,204,311'],
    [null, '–'],
  ] as const)('%s is %s', (value, expected) => expect(formatCount(value)).toBe(expected));
});

describe('formatShort', () => {
  it.each([
    [0, '0'],
    [0.44, '0.4'],
    [999, '999'],
    [1000, '1 k'],
    [1240, '1.2 k'],
    [80_112, '80.1 k'],
    [999_949, '1 M'],
    ['1204311', '1.2 M'],
    [-2_500_000, '-2.5 M'],
    ['41882406000', '41.9 bn'],
    [null, '–'],
  ] as const)('%s is %s', (value, expected) => expect(spaced(formatShort(value))).toBe(expected));

  it('keeps the unit on the same line as its number', () => expect(formatShort(1000)).toBe('1\u00a0k'));
});

describe('formatBytes', () => {
  it.each([
    ['0', '0 B'],
    ['1023', '1,023 B'],
    ['1024', '1 KiB'],
    ['1048575', '1 MiB'],
    ['1610612736', '1.5 GiB'],
    [null, '–'],
  ] as const)('%s is %s', (value, expected) => expect(spaced(formatBytes(value))).toBe(expected));
});

describe('formatShare', () => {
  it.each([
    [0n, 10n, '0 %'],
    [1n, 3n, '33 %'],
    [1n, 12n, '8.3 %'],
    [1n, 100_000n, '< 0.1 %'],
    [5n, 0n, '–'],
  ] as const)('%s of %s is %s', (part, whole, expected) => expect(spaced(formatShare(part, whole))).toBe(expected));
});

it('says a rate with its unit', () => {
  expect(spaced(formatRate(1240))).toBe('1.2 k/s');
  expect(formatRate(null)).toBe('–');
});

it('counts with the right form of the noun', () => {
  expect(spaced(plural(1, 'group'))).toBe('1 group');
  expect(spaced(plural(2, 'group'))).toBe('2 groups');
  expect(spaced(plural(1204, 'entry', 'entries'))).toBe('1,204 entries');
});

describe('formatPace', () => {
  it.each([
    [null, '–'],
    [0, '0/s'],
    [310, '310/s'],
    [1240, '1.2 k/s'],
    [0.95, '1/s'],
    [0.5, '30/min'],
    [0.0333, '2/min'],
    [0.002, '7.2/h'],
  ])('%s per second', (perSecond, text) => expect(formatPace(perSecond)).toBe(text.replace(' ', '\u00a0')));
});
