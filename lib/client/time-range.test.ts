import { describe, expect, it } from 'vitest';
import { timeRange } from '#lib/api/time-range.ts';
import { isLive, isTooLong, LONGEST_RANGE_DAYS, rangeBounds, rangeKey, readRange, zoomedRange } from './time-range.ts';

const LONGEST_MS = LONGEST_RANGE_DAYS * 86_400_000;
const NOW = Date.parse('2026-11-23T14:06:00.000Z');
const at = (clock: string) => new Date(`2026-11-23T${clock}.000Z`);

describe('readRange', () => {
  it.each([
    ['nothing said', { range: null, from: null, to: null }, '1h'],
    ['a preset', { range: '24h', from: null, to: null }, '24h'],
    ['two instants', { range: null, from: at('13:36:00'), to: at('14:00:00') }, 'between'],
    ['two instants beat a preset', { range: '24h', from: at('13:36:00'), to: at('14:00:00') }, 'between'],
    ['from after to', { range: '6h', from: at('14:00:00'), to: at('13:36:00') }, '6h'],
    ['an empty span', { range: null, from: at('14:00:00'), to: at('14:00:00') }, '1h'],
    ['31 days', { range: '6h', from: new Date(NOW - LONGEST_MS), to: new Date(NOW) }, 'between'],
    ['more than 31 days', { range: '6h', from: new Date(NOW - LONGEST_MS - 1), to: new Date(NOW) }, '6h'],
    ['to alone', { range: null, from: null, to: at('14:00:00') }, '1h'],
  ] as const)('%s', (_, params, expected) => {
    const range = readRange(params);
    expect(range.kind === 'last' ? range.preset : range.kind).toBe(expected);
  });

  it('leaves an open end at now', () => {
    const range = readRange({ range: null, from: at('13:36:00'), to: null });
    expect(rangeBounds(range, NOW)).toEqual({ fromMs: at('13:36:00').getTime(), toMs: NOW });
    expect(isLive(range, NOW)).toBe(true);
  });
});

it('an open range that has grown too long begins later', () => {
  const range = { kind: 'between', fromMs: NOW - LONGEST_MS, toMs: null } as const;
  expect(rangeBounds(range, NOW + 1000)).toEqual({ fromMs: NOW + 1000 - LONGEST_MS, toMs: NOW + 1000 });
});

it('takes for too long what the API refuses, and nothing else', () => {
  const ask = (fromMs: number) => timeRange({ from: new Date(fromMs), to: new Date(NOW) }, new Date(NOW));
  expect(isTooLong(NOW - LONGEST_MS, NOW)).toBe(false);
  expect(ask(NOW - LONGEST_MS)).toEqual({ fromMs: NOW - LONGEST_MS, toMs: NOW });
  expect(isTooLong(NOW - LONGEST_MS - 1, NOW)).toBe(true);
  expect(() => ask(NOW - LONGEST_MS - 1)).toThrow('31 days');
});

it('a preset ends now and moves with it', () => {
  expect(rangeBounds({ kind: 'last', preset: '15m' }, NOW)).toEqual({ fromMs: NOW - 900_000, toMs: NOW });
  expect(isLive({ kind: 'last', preset: '15m' }, NOW)).toBe(true);
});

it('a closed range does not move', () => {
  const range = zoomedRange(NOW - 70_000, NOW - 120_000);
  expect(rangeBounds(range, NOW + 1e9)).toEqual({ fromMs: NOW - 120_000, toMs: NOW - 70_000 });
  expect(isLive(range, NOW)).toBe(false);
  expect(isLive(zoomedRange(NOW - 120_000, NOW - 5_000), NOW)).toBe(true);
});

it('a drag of a pixel still leaves something to see', () => {
  const { fromMs, toMs } = rangeBounds(zoomedRange(NOW, NOW + 3), NOW);
  expect(toMs - fromMs).toBe(10_000);
});

it('equal ranges have equal keys', () => {
  expect(rangeKey(zoomedRange(1000, 90_000))).toBe(rangeKey(zoomedRange(90_000, 1000)));
  expect(rangeKey({ kind: 'last', preset: '1h' })).not.toBe(rangeKey({ kind: 'last', preset: '6h' }));
});
