import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_PARTITIONS, withPartition } from './partition-set.ts';

const keyOf = (partitions: Iterable<number>): number => {
  let key = NO_PARTITIONS;
  for (const partition of partitions) key = withPartition(key, partition);
  return key;
};

test('a set is its members, in any order; another set is another key', () => {
  const members = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 40 });
  fc.assert(
    fc.property(members, members, (one, other) => {
      expect(keyOf(one.toReversed())).toBe(keyOf(one));
      const same = one.length === other.length && one.every((partition) => other.includes(partition));
      expect(keyOf(one) === keyOf(other)).toBe(same);
    }),
  );
});

test('sets of equal sums differ', () => {
  expect(keyOf([0, 3])).not.toBe(keyOf([1, 2]));
});
