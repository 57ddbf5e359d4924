import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FarthestBehind, type TimedPlace } from './farthest-behind.ts';

const place = (position: number, partition = 0): TimedPlace => ({
  topic: { name: 'orders', kafkaTopicId: 'id' },
  idOnWire: null,
  partition,
  leader: 1,
  leaderEpoch: 3,
  position,
});

const positions = (farthest: FarthestBehind) => farthest.places.map(({ position }) => position);

test('the farthest first, bounds before all, no more than there may be', () => {
  const farthest = new FarthestBehind(3, 1_000);
  farthest.offer(5_000, false, place(5));
  farthest.offer(9_000, false, place(9));
  farthest.offer(2_000, true, place(2));
  farthest.offer(7_000, false, place(7));
  expect(positions(farthest)).toEqual([2, 9, 7]);
  expect([farthest.takes(6_999, false), farthest.takes(7_001, false), farthest.takes(1, true)]).toEqual([
    false,
    true,
    true,
  ]);
});

test('what is hardly behind is not looked at, unless it may be farther; with a limit of 0 nothing is', () => {
  const farthest = new FarthestBehind(3, 1_000);
  farthest.offer(999, false, place(1));
  farthest.offer(999, true, place(2));
  expect(positions(farthest)).toEqual([2]);
  expect(new FarthestBehind(0, 1_000).takes(1e9, true)).toBe(false);
});

test('groups at the same place are one look', () => {
  const farthest = new FarthestBehind(3, 0);
  farthest.offer(5_000, false, place(5));
  farthest.offer(5_100, false, place(5));
  farthest.offer(5_100, false, place(5, 1));
  expect(farthest.places).toHaveLength(2);
});

test('as if all had been sorted', () => {
  const lags = fc.array(fc.tuple(fc.nat(10_000), fc.boolean()), { maxLength: 60 });
  fc.assert(
    fc.property(lags, fc.integer({ min: 1, max: 20 }), (offered, limit) => {
      const farthest = new FarthestBehind(limit, 0);
      for (const [index, [lagMs, isBound]] of offered.entries()) farthest.offer(lagMs, isBound, place(index));
      const sorted = offered.toSorted(([a, boundA], [b, boundB]) => Number(boundB) - Number(boundA) || b - a);
      const told = farthest.places.map(({ position }) => offered[position]);
      expect(told).toEqual(sorted.slice(0, limit));
    }),
  );
});
