import { expect, test } from 'vitest';
import { sumOfFlows } from './flow-sum.ts';

const part = { produceRate: 10, consumeRate: 4, growthError: 1, spanMs: 60_000, whole: true };

test('rates and errors add up; the span is the shortest, and whole only if all are', () => {
  expect(sumOfFlows([part, { ...part, spanMs: 30_000, whole: false }])).toEqual({
    produceRate: 20,
    consumeRate: 8,
    growthError: 2,
    spanMs: 30_000,
    whole: false,
  });
});

test('of nothing there is none', () => {
  expect(sumOfFlows([])).toBeNull();
});
