import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commitWindow, type PartitionPolls } from './commit-window.ts';

const UNSEEN = Number.NaN;
const NONE = -1;
const ABSENT = -2;
const INTERVALS = 4;

/** Polls 10 s apart. */
const polls = (committed: number[], ends: number[] = committed.map(() => 100)): PartitionPolls => ({
  atMs: committed.map((_, index) => index * 10_000),
  committed,
  ends,
});
const steady = () => true;
const away = () => false;

describe('the commits of a partition', () => {
  test.each<[what: string, isSteady: () => boolean, committed: number[], commits: [offset: number, second: number][]]>([
    ['of no poll', steady, [], []],
    ['that was never read', steady, [UNSEEN, UNSEEN], []],
    ['that has none', steady, [NONE, NONE], []],
    ['that is not there yet, then is', steady, [ABSENT, NONE, 5], [[5, 20]]],
    [
      'of a steady group are one at each poll',
      steady,
      [5, 5, 7],
      [
        [5, 0],
        [5, 10],
        [7, 20],
      ],
    ],
    [
      'of a group without members are those that moved',
      away,
      [5, 5, 7, 7],
      [
        [5, 0],
        [7, 20],
      ],
    ],
    [
      'are the newest',
      steady,
      [1, 2, 3, 4, 5, 6],
      [
        [3, 20],
        [4, 30],
        [5, 40],
        [6, 50],
      ],
    ],
    [
      'skip what was not read',
      steady,
      [5, UNSEEN, 6],
      [
        [5, 0],
        [6, 20],
      ],
    ],
    ['that were not read in between did not move', away, [5, UNSEEN, 5], [[5, 0]]],
    [
      'that fell',
      away,
      [9, 3],
      [
        [9, 0],
        [3, 10],
      ],
    ],
    ['before the offset was gone count no more', steady, [5, 6, NONE, 2], [[2, 30]]],
    ['of which the last is gone', steady, [5, 6, NONE], []],
    [
      'at offset 0',
      steady,
      [0, 0],
      [
        [0, 0],
        [0, 10],
      ],
    ],
  ])('%s', (_what, isSteady, committed, commits) => {
    const found = commitWindow(polls(committed), isSteady, INTERVALS).commits;
    expect(found.map(({ offset, atMs }) => [offset, atMs / 1000])).toEqual(commits);
  });

  test('count where the group was steady at that poll', () => {
    const { commits } = commitWindow(polls([5, 5, 5, 5]), (atMs) => atMs < 20_000, INTERVALS);
    expect(commits.map(({ atMs }) => atMs)).toEqual([0, 10_000]);
  });

  test('have the lag of their poll, which is known where the end is, and is never negative', () => {
    const { commits } = commitWindow(polls([5, 6, 7, 8], [9, UNSEEN, 7, 4]), steady, INTERVALS);
    expect(commits.map(({ lag }) => lag)).toEqual([4, null, 0, 0]);
  });
});

describe('beside the commits', () => {
  test.each<[what: string, committed: number[], ends: number[], lag: number | null]>([
    ['the newest end less the newest commit', [5, 6], [10, 20], 14],
    ['never negative', [5, 30], [10, 20], 0],
    ['with the end that was seen last', [5, 6], [10, UNSEEN], 4],
    ['with the commit that was seen last', [5, UNSEEN], [10, 20], 15],
    ['not known without an end', [5], [UNSEEN], null],
    ['not known where the partition was not there', [5], [ABSENT], null],
    ['not known without a commit', [NONE], [10], null],
  ])('the current lag is %s', (_what, committed, ends, lag) => {
    expect(commitWindow(polls(committed, ends), steady, INTERVALS).currentLag).toBe(lag);
  });

  test('the ends are those of the newest polls, as far as they were seen', () => {
    const { ends } = commitWindow(polls([1, 1, 1, 1, 1, 1], [1, 2, 3, UNSEEN, 5, 6]), steady, INTERVALS);
    expect(ends).toEqual([3, 5, 6]);
  });

  test('it is as of the newest poll that saw the position', () => {
    expect(commitWindow(polls([5, 5, UNSEEN]), away, INTERVALS).asOfMs).toBe(10_000);
    expect(commitWindow(polls([5, 5, NONE]), away, INTERVALS).asOfMs).toBe(20_000);
    expect(commitWindow(polls([UNSEEN]), away, INTERVALS).asOfMs).toBe(null);
  });
});

const slot = fc.oneof(fc.constantFrom(UNSEEN, NONE, ABSENT), fc.integer({ min: 0, max: 20 }));

test('there are never more commits than intervals, in order of time, and no lag below 0', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(slot, slot), { maxLength: 30 }),
      fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
      fc.integer({ min: 1, max: 12 }),
      (pairs, steadiness, intervals) => {
        const story = polls(
          pairs.map(([committed]) => committed),
          pairs.map(([, end]) => end),
        );
        const window = commitWindow(story, (atMs) => steadiness[atMs / 10_000] ?? false, intervals);
        expect(window.commits.length).toBeLessThanOrEqual(intervals);
        expect(window.ends.length).toBeLessThanOrEqual(intervals);
        const instants = window.commits.map(({ atMs }) => atMs);
        expect(instants).toEqual([...new Set(instants)].toSorted((one, other) => one - other));
        for (const lag of [...window.commits.map((commit) => commit.lag), window.currentLag]) {
          expect(lag === null || lag >= 0).toBe(true);
        }
      },
    ),
  );
});
