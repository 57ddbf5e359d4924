import { describe, expect, test } from 'vitest';
import type { PartialSum } from './buckets.ts';
import { madeColumns, madeHour } from './testing.ts';
import { createTopicFold } from './topic-fold.ts';

const X = Number.NaN;

/** Rate and size at each poll; the same whether the polls are of one hour or each of its own. */
function foldAll(polls: [atMs: number, partitions: [logStart: number, high: number][]][]) {
  const inHours = (hours: (typeof polls)[]) => {
    const fold = createTopicFold(30_000);
    return hours.flatMap((ofHour) => {
      const columns = madeColumns(
        2,
        ofHour.map(([, partitions]) => partitions),
      );
      const sums = fold(
        madeHour(
          ofHour.map(([atMs]) => atMs),
          [columns],
        ),
      );
      return ofHour.map((_, point) => [words(sums.messagesPerSecond.at(point)), words(sums.retained.at(point))]);
    });
  };
  const inOne = inHours([polls]);
  expect(inHours(polls.map((poll) => [poll]))).toEqual(inOne);
  return inOne;
}

/** `290`, `290 without 1`, or null over no partition. */
function words({ sum, known, unknown }: PartialSum): number | string | null {
  if (known === 0) return null;
  return unknown === 0 ? sum : `${sum} without ${unknown}`;
}

describe('topic history', () => {
  test('rate and retained records over all partitions', () => {
    expect(
      foldAll([
        [
          0,
          [
            [0, 100],
            [50, 100],
          ],
        ],
        [
          10_000,
          [
            [10, 200],
            [50, 150],
          ],
        ],
      ]),
    ).toEqual([
      [null, 150],
      [15, 290],
    ]);
  });

  test('a partition that was not seen: no rate then, and the rate over the whole time when it is back', () => {
    expect(
      foldAll([
        [0, [[0, 100]]],
        [10_000, [[X, X]]],
        [20_000, [[0, 300]]],
      ]),
    ).toEqual([
      [null, 100],
      [null, 100],
      [10, 300],
    ]);
  });

  test('after a longer absence there is no rate: it would spread one moment over hours', () => {
    expect(
      foldAll([
        [0, [[0, 100]]],
        [60_000, [[0, 700]]],
        [70_000, [[0, 710]]],
      ]).map(([rate]) => rate),
    ).toEqual([null, null, 1]);
  });

  test('an end that fell gives no rate, and a new partition none at first', () => {
    expect(
      foldAll([
        [0, [[0, 100]]],
        [10_000, [[0, 40]]],
        [
          20_000,
          [
            [0, 50],
            [0, 5],
          ],
        ],
        [
          30_000,
          [
            [0, 60],
            [0, 5],
          ],
        ],
      ]).map(([rate]) => rate),
    ).toEqual([null, null, '1 without 1', 1]);
  });

  test('a partition that stays unknown: the sums are without it', () => {
    expect(
      foldAll([
        [
          0,
          [
            [0, 100],
            [0, 50],
          ],
        ],
        [
          20_000,
          [
            [0, 300],
            [X, X],
          ],
        ],
        [
          40_000,
          [
            [0, 500],
            [X, X],
          ],
        ],
      ]),
    ).toEqual([
      [null, 150],
      ['10 without 1', 350],
      ['10 without 1', '500 without 1'],
    ]);
  });
});
