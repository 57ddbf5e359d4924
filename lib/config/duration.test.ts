import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5m', 90_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    [' 2 s ', 2_000],
  ])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', 'ten', '250', '10 seconds', '-1s', '1e3', '0.5ms', '10S', '99999999999999999d'])(
    '%s is not a duration',
    (text) => expect(parseDuration(text)).toBeNull(),
  );
});

test('what formatDuration writes, parseDuration reads', () => {
  fc.assert(fc.property(fc.nat(), (ms) => parseDuration(formatDuration(ms)) === ms));
});

it.each([
  [90_000, '90s'],
  [60_000, '1m'],
  [1_500, '1500ms'],
  [0, '0ms'],
])('formatDuration(%d) is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
