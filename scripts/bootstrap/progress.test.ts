import { expect, it } from 'vitest';
import { elapsed } from './progress.mjs';

it.each([
  [40, '0.0 s'],
  [12_345, '12.3 s'],
  [99_949, '99.9 s'],
  [100_000, '1 min 40 s'],
  [125_400, '2 min 05 s'],
  [3_599_900, '60 min 00 s'],
])('%i ms are shown as %s', (ms, shown) => {
  expect(elapsed(ms)).toBe(shown);
});
