import { describe, expect, test } from 'vitest';
import { ABSENT, NONE } from '#lib/history/chunk/special-values.ts';
import { madeColumns, madeHour } from '#lib/history/read/testing.ts';
import { SeenHours } from './seen-hours.ts';
import { SeenLags, type Together } from './seen-lags.ts';

const STEP_MS = 10_000;
const PATIENCE_MS = 30_000;
const UNSEEN = Number.NaN;

/** What polls say of one subscription, given as [committed, log start, end] of each partition. */
function told(
  polls: readonly (readonly [number, number, number][])[],
  {
    outside = new Map<number, number>(),
    together = 'largest',
  }: { outside?: Map<number, number>; together?: Together } = {},
) {
  const atMs = polls.map((_, poll) => poll * STEP_MS);
  const own = madeColumns(
    1,
    polls.map((poll) => poll.map(([committed]) => [committed])),
  );
  const log = madeColumns(
    2,
    polls.map((poll) => poll.map(([, start, end]) => [start, end])),
  );
  const hour = madeHour(atMs, [own, log]);
  const into = new SeenHours().at(hour);
  new SeenLags(1, PATIENCE_MS, together).add(hour, 0, into, outside);
  return { value: [...into.value], unknown: [...into.unknown], lost: [...into.lost] };
}

test('the sum at a poll is over the partitions that it saw', () => {
  const polls: [number, number, number][][] = [
    [
      [90, 0, 100],
      [70, 0, 100],
      [NONE, 0, 100],
    ],
    [
      [90, 0, 100],
      [UNSEEN, 0, 100],
      [NONE, 0, 100],
    ],
  ];
  expect(told(polls, { together: 'sum' })).toEqual({ value: [40, 10], unknown: [0, 1], lost: [0, 0] });
});

describe('the largest lag at a poll', () => {
  test('is over the partitions that it saw; the others are unknown, whatever they had before', () => {
    const polls: [number, number, number][][] = [
      [
        [90, 0, 100],
        [70, 0, 100],
      ],
      [
        [90, 0, 100],
        [UNSEEN, 0, 100],
      ],
      [
        [90, 0, 100],
        [70, UNSEEN, UNSEEN],
      ],
    ];
    expect(told(polls)).toMatchObject({ value: [30, 10, 10], unknown: [0, 1, 1] });
  });

  test('is none where nothing is committed, and counts from the log start where records were deleted', () => {
    expect(told([[[NONE, 0, 100]]])).toEqual({ value: [-1], unknown: [0], lost: [0] });
    expect(told([[[10, 60, 100]]])).toEqual({ value: [40], unknown: [0], lost: [1] });
    expect(told([[[10, 0, 100]], [[NONE, 0, 100]]])).toEqual({ value: [90, -1], unknown: [0, 0], lost: [0, 1] });
  });

  test('is 0 for 3 polls where the commit is ahead of the log, and none after that', () => {
    const ahead: [number, number, number][] = [[120, 0, 100]];
    expect(told([ahead, ahead, ahead, ahead]).value).toEqual([0, 0, 0, -1]);
    expect(told([ahead, ahead, ahead, [[100, 0, 100]], ahead]).value).toEqual([0, 0, 0, 0, 0]);
  });

  test('is without what was not there yet, and what nobody consumes any more', () => {
    expect(told([[[ABSENT, ABSENT, ABSENT]]])).toEqual({ value: [-1], unknown: [0], lost: [0] });
    expect(told([[[10, 0, 100]], [[10, 0, 100]]], { outside: new Map([[0, STEP_MS]]) }).value).toEqual([90, -1]);
  });
});
