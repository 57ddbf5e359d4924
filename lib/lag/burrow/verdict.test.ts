import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CommitWindow } from './commit-window.ts';
import { type BurrowRules, completeness, groupVerdict, type PartitionVerdict, partitionVerdict } from './verdict.ts';

const RULES: BurrowRules = { intervals: 3, allowedLag: 0, minimumComplete: 0 };

/** [offset, lag] 10 s apart. Unless told otherwise the last is of this very poll, and the group is behind now. */
function window(
  commits: [offset: number, lag: number | null][],
  {
    currentLag = 5,
    silentS = 0,
    ends = [1000],
  }: { currentLag?: number | null; silentS?: number; ends?: number[] } = {},
): CommitWindow {
  const lastMs = Math.max(0, commits.length - 1) * 10_000;
  return {
    commits: commits.map(([offset, lag], index) => ({ offset, lag, atMs: index * 10_000 })),
    ends,
    currentLag,
    asOfMs: lastMs + silentS * 1000,
  };
}

describe('the verdict on a partition', () => {
  test.each<[what: string, CommitWindow, PartitionVerdict]>([
    ['no commits', window([]), 'OK'],
    [
      'caught up now, whatever was before',
      window(
        [
          [9, 1],
          [3, 7],
          [3, 7],
        ],
        { currentLag: 0 },
      ),
      'OK',
    ],
    [
      'a current lag that is not known',
      window(
        [
          [3, 7],
          [3, 7],
        ],
        { currentLag: null },
      ),
      'OK',
    ],

    [
      'no commit for as long as the window',
      window(
        [
          [1, 9],
          [2, 9],
          [3, 9],
        ],
        { silentS: 20 },
      ),
      'WARN',
    ],
    [
      'no commit for longer than the window',
      window(
        [
          [1, 9],
          [2, 9],
          [3, 9],
        ],
        { silentS: 21 },
      ),
      'STOP',
    ],
    [
      'the same, caught up at a stored end',
      window(
        [
          [1, 9],
          [2, 9],
          [3, 9],
        ],
        { silentS: 21, ends: [3, 8] },
      ),
      'WARN',
    ],
    [
      'the same, one short of it',
      window(
        [
          [1, 9],
          [2, 9],
          [3, 9],
        ],
        { silentS: 21, ends: [4, 8] },
      ),
      'STOP',
    ],
    ['one commit, an instant ago', window([[3, 5]], { silentS: 1 }), 'STOP'],
    [
      'stopped goes before rewound',
      window(
        [
          [9, 1],
          [3, 7],
        ],
        { silentS: 60 },
      ),
      'STOP',
    ],
    [
      'stopped goes before a commit without lag',
      window(
        [
          [1, 0],
          [2, 0],
        ],
        { silentS: 60 },
      ),
      'STOP',
    ],

    [
      'a fall',
      window([
        [8, 1],
        [9, 1],
        [3, 9],
      ]),
      'REWIND',
    ],
    [
      'a fall that is still short of where it was',
      window([
        [9, 1],
        [3, 9],
        [8, 2],
      ]),
      'REWIND',
    ],
    [
      'a fall that is made good',
      window([
        [9, 1],
        [3, 9],
        [9, 2],
      ]),
      'OK',
    ],
    [
      'a second fall after one that is made good',
      window([
        [5, 9],
        [4, 9],
        [6, 9],
        [2, 9],
      ]),
      'WARN',
    ],
    [
      'rewound goes before a commit without lag',
      window([
        [9, 0],
        [3, 7],
      ]),
      'REWIND',
    ],

    [
      'a commit without lag',
      window([
        [3, 0],
        [3, 5],
        [3, 9],
      ]),
      'OK',
    ],
    [
      'all offsets equal',
      window([
        [3, 5],
        [3, 7],
        [3, 9],
      ]),
      'STALL',
    ],
    [
      'all offsets equal, lags not known',
      window([
        [3, null],
        [3, null],
      ]),
      'STALL',
    ],
    ['one commit, of this very poll', window([[3, 5]]), 'STALL'],

    [
      'lag that rises',
      window([
        [1, 5],
        [2, 6],
        [3, 7],
      ]),
      'WARN',
    ],
    [
      'lag that stays',
      window([
        [1, 5],
        [2, 5],
        [3, 5],
      ]),
      'WARN',
    ],
    [
      'lag that falls once',
      window([
        [1, 5],
        [2, 9],
        [3, 8],
      ]),
      'OK',
    ],
    [
      'lag that falls over one that is not known',
      window([
        [1, 5],
        [2, null],
        [3, 4],
      ]),
      'OK',
    ],
    [
      'lag that rises over one that is not known',
      window([
        [1, 5],
        [2, null],
        [3, 6],
      ]),
      'WARN',
    ],
    [
      'lags that are not known',
      window([
        [1, null],
        [2, null],
        [3, null],
      ]),
      'WARN',
    ],
  ])('%s', (_what, given, verdict) => {
    expect(partitionVerdict(given, RULES)).toBe(verdict);
  });

  test.each<[allowedLag: number, PartitionVerdict]>([
    [4, 'STALL'],
    [5, 'OK'],
  ])('with an allowed lag of %i a current lag of 5', (allowedLag, verdict) => {
    expect(
      partitionVerdict(
        window([
          [3, 7],
          [3, 8],
        ]),
        { ...RULES, allowedLag },
      ),
    ).toBe(verdict);
  });

  test('an allowed lag counts for the commits of the window too', () => {
    expect(
      partitionVerdict(
        window(
          [
            [3, 4],
            [3, 8],
          ],
          { currentLag: 9 },
        ),
        { ...RULES, allowedLag: 4 },
      ),
    ).toBe('OK');
  });

  test.each<[minimumComplete: number, PartitionVerdict]>([
    [0.66, 'STALL'],
    [0.67, 'OK'],
  ])('with a minimum completeness of %f two commits of three', (minimumComplete, verdict) => {
    const two = window([
      [3, 7],
      [3, 8],
    ]);
    expect(completeness(two, RULES)).toBeCloseTo(2 / 3);
    expect(partitionVerdict(two, { ...RULES, minimumComplete })).toBe(verdict);
  });
});

test.each<[PartitionVerdict[], string]>([
  [[], 'OK'],
  [['OK', 'OK'], 'OK'],
  [['OK', 'WARN', 'OK'], 'WARN'],
  [['WARN', 'STOP'], 'ERR'],
  [['STALL', 'OK'], 'ERR'],
  [['REWIND'], 'ERR'],
])('a group of partitions that are %j is %s', (verdicts, verdict) => {
  expect(groupVerdict(verdicts)).toBe(verdict);
});

test('a partition that makes up what it is behind is never judged worse than OK', () => {
  const story = fc.array(
    fc.record({ consumed: fc.integer({ min: 2, max: 50 }), produced: fc.integer({ min: 0, max: 1 }) }),
    {
      minLength: 2,
      maxLength: 10,
    },
  );
  fc.assert(
    fc.property(story, (steps) => {
      let offset = 0;
      let end = 1000;
      const commits = steps.map(({ consumed, produced }): [number, number] => {
        offset += consumed;
        end += produced;
        return [offset, end - offset];
      });
      const given = window(commits, { currentLag: end - offset });
      expect(partitionVerdict(given, { ...RULES, intervals: 10 })).toBe('OK');
    }),
  );
});
