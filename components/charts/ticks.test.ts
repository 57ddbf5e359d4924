import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationTicks, timeTicks, valueTicks } from './ticks.ts';

describe('valueTicks', () => {
  it.each([
    [0, [0, 1]],
    [0.4, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [80_112, [0, 30_000, 60_000, 90_000]],
    [90_001, [0, 30_000, 60_000, 90_000, 120_000]],
    [1.7, [0, 0.5, 1, 1.5, 2]],
  ] as const)('up to %s: %j', (max, expected) => expect(valueTicks(max, 4).ticks).toEqual(expected));

  it('always covers the largest value without wasting more than half the height', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.01, max: 1e15, noNaN: true }), fc.integer({ min: 2, max: 8 }), (max, count) => {
        const { ticks, step } = valueTicks(max, count);
        const top = ticks.at(-1) ?? 0;
        expect(top).toBeGreaterThanOrEqual(max * (1 - 1e-9));
        expect(top - step).toBeLessThan(max);
        expect(ticks.length).toBeLessThanOrEqual(count + 1);
      }),
    );
  });
});

describe('timeTicks', () => {
  const at = (text: string) => Date.parse(`2026-11-${text}Z`);

  it('stand on round instants inside the range', () => {
    const { ticks, step } = timeTicks(at('23T13:36:10'), at('23T14:06:10'), 7, 0);
    expect(step).toBe(300_000);
    expect(ticks[0]).toBe(at('23T13:40:00'));
    expect(ticks.at(-1)).toBe(at('23T14:05:00'));
  });

  it('stand at the midnight of the reader', () => {
    const { ticks } = timeTicks(at('16T14:00:00'), at('23T14:00:00'), 7, 3_600_000);
    expect(ticks[0]).toBe(at('16T23:00:00'));
    expect(ticks).toHaveLength(7);
  });

  it('are never more than asked for plus one, however long the range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 4e10 }), fc.integer({ min: 1, max: 20 }), (length, count) => {
        const { ticks } = timeTicks(1_700_000_000_000, 1_700_000_000_000 + length, count, 0);
        expect(ticks.length).toBeLessThanOrEqual(count + 1);
      }),
    );
  });
});

describe('durationTicks', () => {
  it.each([
    [0, [0, 1]],
    [3, [0, 1, 2, 3]],
    [48, [0, 15, 30, 45, 60]],
    [61, [0, 30, 60, 90]],
    [4_000, [0, 1_800, 3_600, 5_400]],
    [90_000, [0, 43_200, 86_400, 129_600]],
    [40 * 86_400, [0, 1_209_600, 2_419_200, 3_628_800]],
    [400 * 86_400, [0, 100, 200, 300, 400].map((days) => days * 86_400)],
  ] as const)('up to %s s: %j', (max, expected) => expect(durationTicks(max, 4).ticks).toEqual(expected));
});
