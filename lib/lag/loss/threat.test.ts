import { expect, test } from 'vitest';
import { isThreatened } from './threat.ts';

const HOUR_MS = 3_600_000;
const NEAR = { notBeforeMs: HOUR_MS, nowMs: 0, used: 0.9, drainSeconds: null };

test.each([
  ['near, and never caught up', {}, true],
  ['at any moment', { notBeforeMs: -1 }, true],
  ['6 h off', { notBeforeMs: 6 * HOUR_MS }, true],
  ['farther off', { notBeforeMs: 6 * HOUR_MS + 1 }, false],
  ['half of the retention is over', { used: 0.5 }, true],
  ['a short retention, hardly begun', { used: 0.49 }, false],
  ['read before', { drainSeconds: 3_599 }, false],
  ['read at the very instant', { drainSeconds: 3_600 }, false],
  ['read too late', { drainSeconds: 3_601 }, true],
])('%s', (_, changes, expected) => {
  expect(isThreatened({ ...NEAR, ...changes })).toBe(expected);
});
