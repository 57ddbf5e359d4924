import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EarlierDay, usualRange } from './usual-range.ts';

const flat = (...values: number[]): EarlierDay[] => values.map((value) => ({ min: value, avg: value, max: value }));

test.each<[what: string, days: EarlierDay[], usual: [low: number, median: number, high: number] | null]>([
  ['no day', [], null],
  ['two days', flat(10, 20), null],
  ['three days', flat(10, 20, 30), [10, 20, 30]],
  ['four', flat(10, 20, 30, 40), [10, 25, 40]],
  ['five, of which two are odd', flat(0, 20, 30, 40, 900), [20, 30, 40]],
  ['a week that is always the same', flat(50, 50, 50, 50, 50, 50, 50), [50, 50, 50]],
  ['a week with one bad day', flat(100, 100, 100, 100, 100, 100, 90_000), [100, 100, 100]],
  ['a group that swings', [0, 1, 2].map(() => ({ min: 0, avg: 400, max: 900 })), [0, 400, 900]],
])('%s', (_, days, usual) => {
  const found = usualRange(days);
  expect(found === null ? null : [found.low, found.median, found.high]).toEqual(usual);
});

test('lies within what there was, low end first', () => {
  const day = fc
    .tuple(fc.nat(1e9), fc.nat(1e9), fc.nat(1e9))
    .map((values) => values.sort((a, b) => a - b))
    .map(([min = 0, avg = 0, max = 0]): EarlierDay => ({ min, avg, max }));
  fc.assert(
    fc.property(fc.array(day, { minLength: 3, maxLength: 7 }), (days) => {
      const { low, median, high } = usualRange(days) ?? { low: 1, median: 0, high: 0 };
      expect(low).toBeGreaterThanOrEqual(Math.min(...days.map(({ min }) => min)));
      expect(high).toBeLessThanOrEqual(Math.max(...days.map(({ max }) => max)));
      expect(low).toBeLessThanOrEqual(median + 1e-6);
      expect(median).toBeLessThanOrEqual(high + 1e-6);
    }),
  );
});
