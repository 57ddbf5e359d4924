import { expect, test } from 'vitest';
import { lagBetween } from './lag-between.ts';

test.each<[what: string, committed: bigint | null, end: bigint | null, lag: bigint | null]>([
  ['end - committed', 80n, 100n, 20n],
  ['caught up is 0, not none', 100n, 100n, 0n],
  ['never negative', 120n, 100n, 0n],
  ['none without a committed offset', null, 100n, null],
  ['none without an end', 80n, null, null],
  ['beyond 2^53', 0n, 2n ** 62n, 2n ** 62n],
])('%s', (_case, committed, end, lag) => {
  expect(lagBetween(committed, end)).toBe(lag);
});
