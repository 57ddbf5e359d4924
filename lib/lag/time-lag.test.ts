import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packTimeLag, passedAtMs, TIME_LAG_QUALITIES, unpackTimeLag } from './time-lag.ts';

describe('on the line between two points', () => {
  const before = { atMs: 1_000, end: 10 };
  const after = { atMs: 3_000, end: 20 };
  test.each([
    [10, 1_000],
    [15, 2_000],
    [19, 2_800],
  ])('position %d at %d ms', (position, atMs) => expect(passedAtMs(position, before, after)).toBe(atMs));
});

describe('as one int4', () => {
  test.each([
    [0, 'exact', { ms: 0, quality: 'exact' }],
    [258_049, 'interpolated', { ms: 258_000, quality: 'interpolated' }],
    [3_600_000, 'record-time', { ms: 3_600_000, quality: 'record-time' }],
    [400 * 86_400_000, 'record-time', { ms: 26_843_545_500, quality: 'at-least' }],
    [5, 'unknown', { ms: null, quality: 'unknown' }],
    [Number.NaN, 'interpolated', { ms: null, quality: 'unknown' }],
    [-1_000, 'interpolated', { ms: null, quality: 'unknown' }],
    [Infinity, 'interpolated', { ms: 26_843_545_500, quality: 'at-least' }],
  ] as const)('%d ms, %s', (ms, quality, expected) =>
    expect(unpackTimeLag(packTimeLag(ms, quality))).toEqual(expected),
  );

  test('it comes back within half a tenth of a second, with its quality', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000_000), fc.constantFrom(...TIME_LAG_QUALITIES), (ms, quality) => {
        const packed = packTimeLag(ms, quality);
        expect(packed).toBe(packed | 0);
        const back = unpackTimeLag(packed);
        expect(back.quality).toBe(quality);
        if (quality !== 'unknown') expect(Math.abs((back.ms ?? -1) - ms)).toBeLessThanOrEqual(50);
      }),
    );
  });
});
