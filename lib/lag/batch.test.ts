import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BatchRules, batchPattern } from './batch.ts';

const POLL = 10_000;
const MINUTE = 60_000;
const RULES: BatchRules = { leastPeriodMs: 2 * MINUTE, patienceMs: 30_000 };

const track = (lag: readonly number[]) => ({ atMs: lag.map((_, index) => index * POLL), lag });
/** A tooth of so many polls that grows from `trough`, to which the last of them is drained. */
const tooth = (polls: number, perPoll: number, trough = 0): number[] => [
  ...Array.from({ length: polls - 1 }, (_, index) => trough + (index + 1) * perPoll),
  trough,
];
const times = (count: number, one: readonly number[]): number[] => Array.from({ length: count }, () => one).flat();

test('says period, peak and trough of a regular sawtooth', () => {
  expect(batchPattern(track([0, ...times(4, tooth(30, 100, 20))]), RULES)).toEqual({
    drains: 4,
    periodMs: 5 * MINUTE,
    longestPeriodMs: 5 * MINUTE,
    peak: 2_920,
    largestPeak: 2_920,
    trough: 20,
    lastDrainAtMs: 20 * MINUTE,
  });
});

const draining = [2_900, 2_000, 1_000, 0];
test.each<[what: string, lag: number[], found: boolean]>([
  ['three drains', times(3, tooth(30, 100)), true],
  ['two', times(2, tooth(30, 100)), false],
  ['as often as it commits', times(9, tooth(11, 100)), false],
  ['as seldom as need be', times(9, tooth(12, 100)), true],
  ['in steps', times(4, [...tooth(30, 100).slice(0, -1), ...draining]), true],
  ['with ripples in between', times(4, [...tooth(30, 100), 1, 0, 2, 0]), true],
  ['left with a tenth', times(4, tooth(31, 90, 300)), true],
  ['left with more', times(4, tooth(31, 90, 301)), false],
  ['of a few records', times(4, tooth(11, 1)), false],
  ['steady', times(40, [500, 510, 505]), false],
  ['always growing', tooth(200, 100).slice(0, -1), false],
  ['caught up', times(100, [0]), false],
  ['at irregular times', [20, 90, 20, 200, 30, 15].flatMap((polls) => tooth(polls, 100)), false],
  ['late once', [30, 30, 30, 30, 90, 30].flatMap((polls) => tooth(polls, 100)), true],
  [
    'up and down on the way',
    times(4, [100, 900, 300, 1_200, 500, 1_500, 600, 2_000, 900, 2_500, 1_000, 2_600, 0]),
    false,
  ],
  [
    'not known for two polls',
    times(4, [...tooth(30, 100).map((lag, index) => (index % 9 < 2 ? Number.NaN : lag))]),
    true,
  ],
  ['nothing', [], false],
])('%s', (_, lag, found) => {
  expect(batchPattern(track(lag), RULES) !== null).toBe(found);
});

test('a drain that may hide in a gap makes no long period', () => {
  const lag = [0, ...times(6, tooth(30, 100))];
  lag.fill(Number.NaN, 88, 95);
  const found = batchPattern(track(lag), RULES);
  expect(found).toMatchObject({ periodMs: 5 * MINUTE, longestPeriodMs: 5 * MINUTE, drains: 5 });
});

test('finds the same period at any poll interval', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 10, max: 120 }), (intervalS, periodMinutes) => {
      const period = periodMinutes * MINUTE;
      const atMs = Array.from(
        { length: Math.floor((5 * period) / (intervalS * 1000)) },
        (_, i) => i * intervalS * 1000,
      );
      const lag = atMs.map((at) => Math.round(((at % period) / 1000) * 50));
      const found = batchPattern({ atMs, lag }, { leastPeriodMs: 2 * MINUTE, patienceMs: 3 * intervalS * 1000 });
      expect(Math.abs((found?.periodMs ?? 0) - period)).toBeLessThan(2 * intervalS * 1000);
    }),
    { numRuns: 40 },
  );
});

test('whatever the lag, what it says are finite numbers', () => {
  const value = fc.oneof(fc.constant(0), fc.nat(10_000), fc.constant(Number.NaN));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 300 }), (lag) => {
      const found = batchPattern(track(lag), { leastPeriodMs: 0, patienceMs: 30_000 });
      for (const number of Object.values(found ?? {})) expect(number).toBeGreaterThanOrEqual(0);
      expect(found?.trough ?? 0).toBeLessThanOrEqual(0.1 * (found?.largestPeak ?? 0));
    }),
  );
});
