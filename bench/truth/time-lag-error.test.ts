import { expect, test } from 'vitest';
import { errorPct, judged, medianErrorPct } from './time-lag-error.ts';

const sample = (toldMs: number, trueMs: number) => ({ workload: 'slow', toldMs, trueMs });

test.each([
  [10_000, 12_000, 0],
  [10_000, 12_001, (100 * 2_001) / 12_001],
  [22_000, 20_000, 0],
  [24_000, 20_000, 20],
])('told %d ms, true %d ms: %d %%', (told, trueMs, expected) =>
  expect(errorPct(sample(told, trueMs), 2_000)).toBeCloseTo(expected),
);

test('what is younger than 5 polls is not judged', () => {
  const samples = [sample(0, 9_999), sample(10_000, 10_000), sample(30_000, 20_000), sample(40_000, 20_000)];
  expect(judged(samples, 2_000)).toHaveLength(3);
  expect(medianErrorPct(samples, 2_000)).toBe(50);
  expect(medianErrorPct([sample(0, 1)], 2_000)).toBeNaN();
});
