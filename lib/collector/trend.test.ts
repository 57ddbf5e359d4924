import { expect, test } from 'vitest';
import { advanceTrend, startTrend, type Trend } from './trend.ts';

const SLOT_MS = 180_000;
/** An instant 10 s into a slot. */
const T0 = SLOT_MS * 1_000 + 10_000;

const after = (trend: Trend, ...polls: [lag: bigint | null, atMs: number][]) =>
  polls.reduce((before, [lag, atMs]) => advanceTrend(before, lag, atMs), trend);

test('begins with 20 gaps', () => {
  expect(startTrend(T0).points).toEqual(Array(20).fill(null));
});

test('continues stored points, the newest 20, at the right end', () => {
  expect(startTrend(T0, ['1', '2']).points).toEqual([...Array(18).fill(null), '1', '2']);
  const many = Array.from({ length: 25 }, (_, index) => String(index));
  expect(startTrend(T0, many).points).toEqual(many.slice(5));
});

test('stands still within 3 minutes, so that the row is not rewritten', () => {
  const trend = after(startTrend(T0), [5n, T0], [7n, T0 + 10_000], [9n, T0 + SLOT_MS - 10_001]);
  expect(trend.points).toEqual(startTrend(T0).points);
});

test('takes the last lag of 3 minutes once they are over', () => {
  const trend = after(startTrend(T0), [5n, T0], [7n, T0 + 10_000], [100n, T0 + SLOT_MS - 10_000]);
  expect(trend.points.at(-1)).toBe('7');
  expect(after(trend, [1n, T0 + 2 * SLOT_MS]).points.slice(-2)).toEqual(['7', '100']);
});

test('a poll that knows no lag does not erase one that did', () => {
  const trend = after(startTrend(T0), [5n, T0], [null, T0 + 1], [6n, T0 + SLOT_MS]);
  expect(trend.points.at(-1)).toBe('5');
});

test('3 minutes in which no lag was known are a gap', () => {
  const trend = after(startTrend(T0), [5n, T0], [null, T0 + SLOT_MS], [6n, T0 + 2 * SLOT_MS]);
  expect(trend.points.slice(-2)).toEqual(['5', null]);
});

test('time without polls is a gap, and no longer than the trend', () => {
  const early = after(startTrend(T0), [5n, T0]);
  expect(after(early, [6n, T0 + 4 * SLOT_MS]).points.slice(-4)).toEqual(['5', null, null, null]);
  const late = after(early, [6n, T0 + 400 * SLOT_MS], [7n, T0 + 401 * SLOT_MS]);
  expect(late.points).toEqual([...Array(19).fill(null), '6']);
});

test('a clock set back changes nothing', () => {
  const trend = after(startTrend(T0), [5n, T0]);
  expect(after(trend, [9n, T0 - 10 * SLOT_MS])).toMatchObject({ points: trend.points, slot: trend.slot });
});
