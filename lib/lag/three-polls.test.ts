import { expect, test } from 'vitest';
import { threePollsMs } from './three-polls.ts';

test.each([
  ['three intervals where they are longer', 20_000, 30_000, 60_000],
  ['the patience where the interval is short', 1_000, 30_000, 30_000],
  ['either where they are equal', 10_000, 30_000, 30_000],
])('%s', (_case, intervalMs, patienceMs, expected) => {
  expect(threePollsMs(intervalMs, patienceMs)).toBe(expected);
});
