import { expect, it } from 'vitest';
import { sparkPath, sparkSummary } from './sparkline.ts';

it('scales to the largest value and begins anew after a gap', () => {
  expect(sparkPath([0, 10, null, 5], 30, 10)).toBe('M0 10L10 0M30 5');
});

it('draws a flat line for zeros, nothing for nothing', () => {
  expect(sparkPath([0, 0], 10, 10)).toBe('M0 10L10 10');
  expect(sparkPath([null, null], 10, 10)).toBe('');
});

it.each([
  [[null, null], 'no data'],
  [[100, 101, 102], 'about level'],
  [[10, null, 80], 'higher than an hour ago'],
  [[80, 10], 'lower than an hour ago'],
] as const)('%j is %s', (values, expected) => expect(sparkSummary(values)).toBe(expected));
