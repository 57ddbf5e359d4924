import { expect, test } from 'vitest';
import type { Evidence } from './evidence.ts';
import { textOf } from './sentence.ts';
import { evidence, member, slow } from './testing.ts';
import { tooFewPartitions } from './too-few-partitions.ts';

const crowd = [member('a', [0, 1]), member('b', [2, 3]), member('c', []), member('d', []), member('e', [])];

test.each<[what: string, evidence: Evidence, found: boolean]>([
  ['more members than partitions, and behind', evidence({ members: crowd, partitions: [slow(0)] }), true],
  ['and it keeps up', evidence({ members: crowd }), false],
  ['as many as partitions', evidence({ members: crowd.slice(0, 4), partitions: [slow(0)] }), false],
  ['all hold some', evidence({ members: crowd.slice(0, 2), partitions: [slow(0)] }), false],
  ['a list that was cut', evidence({ members: crowd, memberCount: 9, partitions: [slow(0)] }), false],
  ['in a rebalance', evidence({ members: crowd, state: 'CompletingRebalance', partitions: [slow(0)] }), false],
])('%s', (_, one, found) => {
  expect(tooFewPartitions(one) !== null).toBe(found);
});

test('names who is idle', () => {
  expect(textOf(tooFewPartitions(evidence({ members: crowd, partitions: [slow(0)] }))?.says ?? [])).toBe(
    '3 of 5 members hold no partition: c (10.0.3.7), d (10.0.3.7) and e (10.0.3.7). There are 4 partitions for them all, so more members make it no faster.',
  );
});
