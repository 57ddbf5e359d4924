import { expect, test } from 'vitest';
import { laggingFromMs, STATUS_RULES, stallAfterMs } from './rules.ts';

const SECOND = 1_000;
const NONE = { medianMs: null, longestMs: null };

test.each([
  ['60 s at least', STATUS_RULES, NONE, 30, 60],
  ['3 polls, where these take longer', STATUS_RULES, NONE, 180, 180],
  ['3 median gaps', STATUS_RULES, { medianMs: 30 * SECOND, longestMs: null }, 30, 90],
  ['1.5 times the longest gap', STATUS_RULES, { medianMs: 10 * SECOND, longestMs: 300 * SECOND }, 30, 450],
  ['what is set', { ...STATUS_RULES, stallAfterMs: 5 * SECOND }, NONE, 3, 5],
])('stands after %s', (_what, rules, gaps, threePolls, seconds) => {
  expect(stallAfterMs(rules, gaps, threePolls * SECOND)).toBe(seconds * SECOND);
});

test.each([
  [null, 30],
  [10 * SECOND, 30],
  [11 * SECOND, 33],
])('with commits %s ms apart it may be LAGGING from %i s on', (medianMs, seconds) => {
  expect(laggingFromMs(STATUS_RULES, { medianMs, longestMs: null })).toBe(seconds * SECOND);
});
