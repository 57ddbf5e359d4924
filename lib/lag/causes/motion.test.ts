import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Motion, motionOf, type Trail } from './motion.ts';

const STEP_MS = 10_000;
const NAN = Number.NaN;

/** A trail of polls every 10 s from 0 on; log start 0, no open transactions unless given. */
function trail(committed: number[], end: number[], rest: Partial<Pick<Trail, 'logStart' | 'open'>> = {}): Trail {
  const column = (values: readonly number[]) => Float64Array.from(values);
  const zeros = column(end.map(() => 0));
  return {
    atMs: column(end.map((_, index) => index * STEP_MS)),
    committed: column(committed),
    end: column(end),
    logStart: zeros,
    open: zeros,
    ...rest,
  };
}

function motion(one: Trail): Motion {
  const atMs = one.atMs.at(-1) ?? 0;
  return motionOf(one, { atMs, latelyFromMs: atMs - STEP_MS, earlierMs: atMs - STEP_MS });
}

describe('what waits', () => {
  test.each<[what: string, committed: number[], end: number[], expected: Partial<Motion>]>([
    ['nothing', [5, 5], [5, 5], { lag: 0, waitingSinceMs: null, behindMs: 0, movedAtMs: null }],
    ['since it came', [5, 5, 5], [5, 8, 8], { lag: 3, waitingSinceMs: 10_000, waitsLonger: false }],
    ['since the last commit', [1, 3, 3], [5, 5, 5], { lag: 2, waitingSinceMs: 10_000, movedAtMs: 10_000 }],
    ['since before the window', [1, 1], [5, 5], { lag: 4, waitingSinceMs: 0, waitsLonger: true }],
    ['since it waits again', [1, 5, 5], [5, 5, 6], { lag: 1, waitingSinceMs: 20_000, waitsLonger: false }],
    ['since the offsets were set back', [5, 2, 2], [5, 5, 5], { waitingSinceMs: 10_000, movedAtMs: null }],
    ['what polls in between did not see', [5, NAN, 5], [5, NAN, 9], { lag: 4, waitingSinceMs: 20_000 }],
    ['a commit ahead of the log', [9, 9], [5, 5], { lag: 0 }],
    ['without a commit', [-1, -1], [5, 9], { lag: null, neverCommittedSinceMs: 0, produced: 4 }],
    ['a commit that came', [-1, 5], [5, 9], { lag: 4, neverCommittedSinceMs: null, consumed: 0 }],
    ['a commit that is gone', [5, -1], [5, 9], { committed: 5, neverCommittedSinceMs: null }],
  ])('%s', (_, committed, end, expected) => {
    expect(motion(trail(committed, end))).toMatchObject(expected);
  });
});

describe('how far behind', () => {
  test.each<[what: string, committed: number[], end: number[], behindMs: number, atLeast: boolean]>([
    ['between two polls, on the line', [5, 5, 5], [0, 10, 10], 15_000, false],
    ['where a poll saw just that end', [5, 5, 5], [0, 5, 10], 10_000, false],
    ['on a flat run the latest', [5, 5, 5, 5], [5, 5, 5, 9], 10_000, false],
    ['longer than the window', [1, 1], [5, 9], 10_000, true],
  ])('%s', (_, committed, end, behindMs, behindIsAtLeast) => {
    expect(motion(trail(committed, end))).toMatchObject({ behindMs, behindIsAtLeast });
  });
});

test('what was deleted unread does not wait', () => {
  const logStart = Float64Array.from([0, 4]);
  expect(motion(trail([1, 1], [9, 10], { logStart }))).toMatchObject({ lag: 6 });
});

test('what came and was consumed, in all and lately', () => {
  expect(motion(trail([0, 4, 6, 9], [0, 10, 15, 22]))).toMatchObject({
    produced: 22,
    consumed: 9,
    producedLately: 7,
    consumedLately: 3,
    lagEarlier: 9,
  });
});

test('the last stable offset that stands, and since when', () => {
  const open = Float64Array.from([0, 2, 5, 7]);
  expect(motion(trail([3, 3, 3, 3], [3, 5, 8, 10], { open }))).toMatchObject({ openSinceMs: 10_000, lastStable: 3 });
  const moved = Float64Array.from([0, 2, 2, 2]);
  expect(motion(trail([3, 3, 3, 3], [3, 5, 6, 8], { open: moved }))).toMatchObject({
    openSinceMs: 30_000,
    lastStable: 6,
  });
});

test('never negative, never not a number', () => {
  const value = fc.oneof(fc.constant(NAN), fc.constant(-1), fc.constant(-2), fc.nat(50));
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { maxLength: 12 }), (polls) => {
      const found = motion(
        trail(
          polls.map(([one]) => one),
          polls.map(([, one]) => one),
        ),
      );
      for (const count of [found.lag ?? 0, found.behindMs, found.produced, found.consumed, found.producedLately]) {
        expect(count).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(count)).toBe(true);
      }
    }),
  );
});
