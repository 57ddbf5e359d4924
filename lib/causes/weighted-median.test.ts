import { expect, test } from 'vitest';
import { type Held, weightedMedian } from './weighted-median.ts';

const HOUR = 3_600_000;
const hours = (...values: number[]): Held[] => values.map((value) => ({ value, ms: HOUR }));

test.each<[what: string, values: Held[], leastMs: number, expected: number | null]>([
  ['nothing', [], 0, null],
  ['the middle one', hours(9, 1, 5), HOUR, 5],
  ['the lower of two', hours(9, 1), HOUR, 1],
  ['the one that held longest', [...hours(1, 2), { value: 7, ms: 3 * HOUR }], HOUR, 7],
  ['just long enough', hours(4), HOUR, 4],
  ['not long enough', [{ value: 4, ms: HOUR - 1 }], HOUR, null],
  ['what is not known counts for nothing', hours(4, Number.NaN), 2 * HOUR, null],
])('%s', (_, values, leastMs, expected) => {
  expect(weightedMedian(values, leastMs)).toBe(expected);
});
