import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommitGaps, type CommitSighting } from './commit-gap.ts';

const SECOND = 1_000;
const DAY = 86_400_000;
const THREE_POLLS = 30 * SECOND;

type Poll = [at: number, what: 'moved' | 'still' | 'fell' | 'unseen', behind: boolean];

/** Polls by seconds. */
function after(polls: readonly Poll[]): CommitGaps {
  const gaps = new CommitGaps();
  for (const [at, what, behind] of polls) {
    const sighting: CommitSighting = {
      atMs: at * SECOND,
      moved: what === 'moved' || what === 'fell',
      fell: what === 'fell',
      behind: what === 'unseen' ? null : behind,
    };
    gaps.add(sighting, THREE_POLLS);
  }
  return gaps;
}

describe('the gap before a move', () => {
  test.each<[what: string, polls: Poll[], gapMs: number | null]>([
    ['nothing was seen', [], null],
    [
      'the first move: nobody saw when its gap began',
      [
        [0, 'still', true],
        [10, 'moved', true],
      ],
      null,
    ],
    [
      'from move to move',
      [
        [0, 'still', true],
        [10, 'moved', true],
        [20, 'still', true],
        [30, 'moved', true],
      ],
      20_000,
    ],
    [
      'idle hours are none: from the first poll with lag',
      [
        [0, 'still', false],
        [10, 'moved', false],
        [20, 'still', false],
        [30, 'still', false],
        [40, 'still', true],
        [50, 'moved', true],
      ],
      10_000,
    ],
    [
      'the move that ends the lag counts',
      [
        [0, 'still', false],
        [10, 'still', true],
        [30, 'moved', false],
      ],
      20_000,
    ],
    [
      'moves between polls that saw no lag tell nothing',
      [
        [0, 'still', false],
        [10, 'moved', false],
        [20, 'moved', false],
      ],
      null,
    ],
    [
      'a reset ends none, and begins the next',
      [
        [0, 'still', false],
        [10, 'still', true],
        [20, 'fell', true],
        [30, 'moved', true],
      ],
      10_000,
    ],
    [
      'a poll that could not tell is passed over',
      [
        [0, 'still', false],
        [10, 'still', true],
        [20, 'unseen', true],
        [30, 'moved', true],
      ],
      20_000,
    ],
    [
      'out of sight for more than 3 polls: not known',
      [
        [0, 'still', false],
        [10, 'still', true],
        [50, 'moved', true],
      ],
      null,
    ],
    [
      'and then begun anew',
      [
        [0, 'still', false],
        [10, 'still', true],
        [50, 'moved', true],
        [60, 'moved', true],
        [70, 'moved', true],
      ],
      10_000,
    ],
  ])('%s', (_what, polls, gapMs) => {
    expect(after(polls).medianMs).toBe(gapMs);
  });
});

/** Commits at these distances, seconds, always behind. */
const committing = (distances: readonly number[]): CommitGaps => {
  let at = 1_000;
  const gaps = new CommitGaps();
  gaps.add({ atMs: at * SECOND, moved: false, fell: false, behind: true }, DAY);
  gaps.add({ atMs: ++at * SECOND, moved: true, fell: false, behind: true }, DAY);
  for (const distance of distances) {
    at += distance;
    gaps.add({ atMs: at * SECOND, moved: true, fell: false, behind: true }, DAY);
  }
  return gaps;
};

test('the median is that of the last 15 gaps', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 60 }), (distances) => {
      const last = distances.slice(-15).sort((a, b) => a - b);
      expect(committing(distances).medianMs).toBe((last[last.length >> 1] ?? 0) * SECOND);
    }),
  );
});

test('the longest is that of 7 days', () => {
  const gaps = committing([40, 500, 20]);
  expect(gaps.longestMs(1_700 * SECOND)).toBe(500_000);
  expect(gaps.longestMs(6 * DAY)).toBe(500_000);
  expect(gaps.longestMs(7 * DAY)).toBeNull();
});

test.each<[what: string, gaps: number[], longestSeconds: number]>([
  ['ten minutes are usual at once', [20, 600], 600],
  ['a longer gap that stays alone is an outage', [20, 601, 20], 20],
  ['one as long makes it usual', [20, 3_600, 20, 3_600], 3_600],
  ['of two, the shorter is usual', [20, 3_600, 20, 1_200], 1_200],
  ['and of each two that follow', [20, 1_200, 20, 3_600, 3_600], 3_600],
])('%s', (_what, gaps, longestSeconds) => {
  expect(committing(gaps).longestMs(20_000 * SECOND)).toBe(longestSeconds * SECOND);
});

test('what is usual comes back after a restart', () => {
  const before = committing([20, 3_600]);
  const restarted = new CommitGaps(before.kept());
  for (const [atMs, moved] of [
    [DAY, false],
    [DAY + 1, true],
    [DAY + 3_600_001, true],
  ] as const)
    restarted.add({ atMs, moved, fell: false, behind: true }, DAY);
  expect(restarted.longestMs(DAY + 3_600_002)).toBe(3_600_000);
});

test('one number a day is kept, for 7 days', () => {
  const gaps = new CommitGaps();
  const poll = (atMs: number, moved: boolean) => gaps.add({ atMs, moved, fell: false, behind: true }, 2 * DAY);
  poll(1, false);
  for (let day = 0; day < 30; day++) for (let hour = 0; hour < 24; hour++) poll(day * DAY + hour * 3_600_000 + 2, true);
  expect(gaps.kept().longestByDay).toHaveLength(7);
});

test('median and longest come back after a restart', () => {
  const before = committing([10, 10, 400]);
  const restarted = new CommitGaps(before.kept());
  expect(restarted.medianMs).toBe(before.medianMs);
  expect(restarted.longestMs(2_000 * SECOND)).toBe(400_000);
});
