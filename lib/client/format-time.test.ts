import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatDuration,
  formatLatency,
  formatMinute,
  formatTick,
  formatTime,
  formatUtc,
} from './format-time.ts';

const spaced = (text: string) => text.replaceAll('\u00a0', ' ');
const NOW = Date.parse('2026-11-23T14:05:58.000Z');

it.each([
  [0.4, '0 ms'],
  [22.6, '23 ms'],
  [999.4, '999 ms'],
  [1_234, '1.2 s'],
  [65_000, '1 min 5 s'],
])('a request of %s ms took %s', (ms, expected) => expect(spaced(formatLatency(ms))).toBe(expected));

describe('formatDuration', () => {
  it.each([
    [-5, '0 s'],
    [0, '0 s'],
    [400, '0.4 s'],
    [9_949, '9.9 s'],
    [38_000, '38 s'],
    [59_600, '1 min'],
    [258_000, '4 min 18 s'],
    [3_600_000, '1 h'],
    [4_740_000, '1 h 19 min'],
    [3_601_000, '1 h'],
    [601_200_000, '6 d 23 h'],
  ] as const)('%s ms is %s', (ms, expected) => expect(spaced(formatDuration(ms))).toBe(expected));
});

describe('formatAge', () => {
  it.each([
    [-1, '0 s'],
    [3_100, '3 s'],
    [89_000, '89 s'],
    [90_000, '1 min'],
    [7_300_000, '2 h'],
    [800_000_000, '9 d'],
  ] as const)('%s ms is %s', (ms, expected) => expect(spaced(formatAge(ms))).toBe(expected));
});

it.each([
  ['2026-11-23T16:00:00.000Z', '16:00'],
  ['2026-11-24T09:00:00.000Z', 'Nov 24 09:00'],
  ['2027-01-01T00:00:00.000Z', 'Jan 1 2027 00:00'],
] as const)('to the minute %s is %s', (instant, expected) => expect(formatMinute(instant, NOW, 'UTC')).toBe(expected));

describe('formatTime', () => {
  it.each([
    ['2026-11-23T14:02:31.000Z', '14:02:31'],
    ['2026-11-23T00:00:00.000Z', '00:00:00'],
    ['2026-11-22T23:59:59.000Z', 'Nov 22 23:59'],
    ['2025-11-23T14:02:31.000Z', 'Nov 23 2025 14:02'],
    [null, '–'],
  ] as const)('%s is %s', (instant, expected) => expect(formatTime(instant, NOW, 'UTC')).toBe(expected));

  it('takes the day from the reader, not from UTC', () =>
    expect(formatTime('2026-11-22T23:30:00.000Z', NOW, 'Europe/Zurich')).toBe('00:30:00'));
});

it('names the zone in UTC', () => expect(formatUtc('2026-11-23T14:02:31.000Z')).toBe('2026-11-23 14:02:31 UTC'));

describe('formatTick', () => {
  it.each([
    ['2026-11-23T14:05:30.000Z', 30_000, '14:05:30'],
    ['2026-11-23T14:05:00.000Z', 300_000, '14:05'],
    ['2026-11-23T00:00:00.000Z', 21_600_000, 'Nov 23'],
    ['2026-11-23T12:00:00.000Z', 86_400_000, 'Nov 23'],
  ] as const)('%s in steps of %s ms is %s', (instant, step, expected) =>
    expect(formatTick(Date.parse(instant), step, 'UTC')).toBe(expected),
  );
});
