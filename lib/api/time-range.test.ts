import { expect, test } from 'vitest';
import { timeRange } from './time-range.ts';

const NOW = new Date('2026-11-23T14:00:00Z');
const at = (text: string) => new Date(text);
const ms = (text: string) => Date.parse(text);

test.each([
  ['nothing', {}, '2026-11-23T13:00:00Z', '2026-11-23T14:00:00Z'],
  ['from', { from: at('2026-11-23T08:00:00Z') }, '2026-11-23T08:00:00Z', '2026-11-23T14:00:00Z'],
  ['to', { to: at('2026-11-01T08:00:00Z') }, '2026-11-01T07:00:00Z', '2026-11-01T08:00:00Z'],
  [
    '31 days',
    { from: at('2026-10-01T00:00:00Z'), to: at('2026-11-01T00:00:00Z') },
    '2026-10-01T00:00:00Z',
    '2026-11-01T00:00:00Z',
  ],
])('given %s', (_case, given, from, to) => {
  expect(timeRange(given, NOW)).toEqual({ fromMs: ms(from), toMs: ms(to) });
});

test.each([
  ['after to', { from: at('2026-11-02T00:00:00Z'), to: at('2026-11-01T00:00:00Z') }, 'must be earlier than "to"'],
  ['equal to to', { from: at('2026-11-01T00:00:00Z'), to: at('2026-11-01T00:00:00Z') }, 'must be earlier than "to"'],
  ['in the future', { from: at('2026-11-23T14:00:01Z') }, 'must be earlier than now'],
  ['too far back', { from: at('2026-10-01T00:00:00Z') }, 'must be at most 31 days before "to"'],
])('from %s is refused', (_case, given, message) => {
  expect(() => timeRange(given, NOW)).toThrow(message);
});
