import { expect, test } from 'vitest';
import { advanceLagging, type Lagging } from './lagging.ts';

const W = 600_000;
const NO: Lagging = { lagging: false, failedSinceMs: Number.NaN };
const YES: Lagging = { lagging: true, failedSinceMs: Number.NaN };
const FAILING: Lagging = { lagging: true, failedSinceMs: 1_000 };

test.each<[what: string, before: Lagging, rising: boolean | null, far: boolean | null, nowMs: number, after: Lagging]>([
  ['begins at once', NO, true, true, 0, YES],
  ['does not begin without either', NO, true, false, 0, NO],
  ['nor the other', NO, false, true, 0, NO],
  ['nor where it cannot be told', NO, null, true, 0, NO],
  ['begins to fail', YES, false, true, 1_000, FAILING],
  ['fails on', FAILING, true, false, 300_999, FAILING],
  ['has failed for half the window', FAILING, false, true, 301_000, NO],
  ['holds again', FAILING, true, true, 2_000, YES],
  ['what cannot be told changes nothing', FAILING, null, true, 900_000, FAILING],
])('%s', (_what, before, rising, far, nowMs, after) => {
  expect(advanceLagging(before, { rising, far }, W, nowMs)).toEqual(after);
});
