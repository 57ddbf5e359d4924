import { describe, expect, test } from 'vitest';
import { emptyBody, place, seal } from '../body.ts';
import { NOT_OBSERVED } from '../contract.ts';
import type { PartialSum } from './buckets.ts';
import { createTopicFold } from './topic-fold.ts';

const X = NOT_OBSERVED;

function foldAll(polls: [atMs: number, partitions: [logStart: bigint, high: bigint][]][]) {
  const fold = createTopicFold(30_000);
  return polls.map(([atMs, partitions]) => {
    const width = partitions.length;
    const body = emptyBody(width * 2);
    place(
      body,
      0,
      BigInt64Array.from(partitions, ([logStart]) => logStart),
    );
    place(
      body,
      width,
      BigInt64Array.from(partitions, ([, high]) => high),
    );
    const point = fold({ atMs, bytes: seal(body), places: [{ offset: 0, partitions: width }] });
    return [words(point.messagesPerSecond), words(point.retained)];
  });
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
            [0n, 100n],
            [50n, 100n],
          ],
        ],
        [
          10_000,
          [
            [10n, 200n],
            [50n, 150n],
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
        [0, [[0n, 100n]]],
        [10_000, [[X, X]]],
        [20_000, [[0n, 300n]]],
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
        [0, [[0n, 100n]]],
        [60_000, [[0n, 700n]]],
        [70_000, [[0n, 710n]]],
      ]).map(([rate]) => rate),
    ).toEqual([null, null, 1]);
  });

  test('an end that fell gives no rate, and a new partition none at first', () => {
    expect(
      foldAll([
        [0, [[0n, 100n]]],
        [10_000, [[0n, 40n]]],
        [
          20_000,
          [
            [0n, 50n],
            [0n, 5n],
          ],
        ],
        [
          30_000,
          [
            [0n, 60n],
            [0n, 5n],
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
            [0n, 100n],
            [0n, 50n],
          ],
        ],
        [
          20_000,
          [
            [0n, 300n],
            [X, X],
          ],
        ],
        [
          40_000,
          [
            [0n, 500n],
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
