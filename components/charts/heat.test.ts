import { expect, it } from 'vitest';
import { HEAT_FROM_SECONDS, heatLevel, heatRowHeight, heatRuns } from './heat.ts';

it.each([
  [null, -1],
  [0, 0],
  [0.4, 0],
  [1, 1],
  [99, 1],
  [100, 2],
  [999, 3],
  [1_000, 4],
  [99_999, 5],
  [1e12, 6],
] as const)('%s messages are level %s', (value, level) => expect(heatLevel(value)).toBe(level));

it.each([
  [0.9, 0],
  [1, 1],
  [59.9, 3],
  [60, 4],
  [3_600, 6],
] as const)('%s seconds are level %s', (value, level) => expect(heatLevel(value, HEAT_FROM_SECONDS)).toBe(level));

it('joins neighbours of one level and keeps gaps apart from zero', () => {
  expect(heatRuns([0, 0, null, 5, 7, 2000], 0, 6)).toEqual([
    { start: 0, end: 2, level: 0 },
    { start: 2, end: 3, level: -1 },
    { start: 3, end: 5, level: 1 },
    { start: 5, end: 6, level: 4 },
  ]);
});

it('draws no more than what has happened', () =>
  expect(heatRuns([1, 2, 3, 4], 1, 3)).toEqual([{ start: 1, end: 3, level: 1 }]));

it('keeps a hundred rows on one screen', () => expect(heatRowHeight(100) * 100).toBeLessThanOrEqual(400));
