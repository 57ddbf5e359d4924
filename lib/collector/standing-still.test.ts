import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type StandingPlace, StandingStill } from './standing-still.ts';

const place = (partition: number, committed = 0n): StandingPlace => ({
  topic: { name: 'orders', kafkaTopicId: 'id' },
  idOnWire: 'id',
  partition,
  leader: 1,
  leaderEpoch: 0,
  committed,
  upTo: 100n,
});

test('the places with the fewest offsets left, fewest first, however they come', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 1n, max: 20n }), { maxLength: 40 }),
      fc.integer({ min: 0, max: 8 }),
      (lefts, limit) => {
        const standing = new StandingStill(limit);
        lefts.forEach((left, partition) => {
          standing.offer(left, () => place(partition));
        });
        const kept = standing.places.map(({ partition }) => lefts[partition]);
        expect(kept).toEqual(lefts.toSorted((a, b) => Number(a - b)).slice(0, limit));
      },
    ),
  );
});

test('groups that stand at the same offset share a place', () => {
  const standing = new StandingStill(5);
  for (const committed of [7n, 7n, 8n]) standing.offer(1n, () => place(3, committed));
  expect(standing.places.map(({ committed }) => committed)).toEqual([7n, 8n]);
});

test('what is left out is not even made', () => {
  const standing = new StandingStill(1);
  standing.offer(1n, () => place(0));
  standing.offer(1n, () => {
    throw new Error('made');
  });
  expect(standing.places).toHaveLength(1);
});
