import { expect, test } from 'vitest';
import type { Evidence } from './evidence.ts';
import { hotPartition } from './hot-partition.ts';
import { textOf } from './sentence.ts';
import { calm, evidence, MINUTE, SECOND, slow, still } from './testing.ts';

const others = [calm(1), calm(2), calm(3)];

test.each<[what: string, evidence: Evidence, found: boolean]>([
  ['all keep up', evidence(), false],
  ['all are behind alike', evidence({ partitions: [0, 1, 2, 3].map((one) => slow(one)) }), false],
  ['one is', evidence({ partitions: [slow(0), ...others] }), true],
  ['not three polls ago', evidence({ partitions: [slow(0, { lagEarlier: 0 }), ...others] }), false],
  ['by no more than a thousand', evidence({ partitions: [slow(0, { lag: 1_000 }), ...others] }), false],
  ['by more than these', evidence({ partitions: [slow(0, { lag: 1_001, lagEarlier: 1_001 }), ...others] }), true],
  [
    'for no longer than half a minute',
    evidence({ partitions: [slow(0, { behindMs: 30 * SECOND }), ...others] }),
    false,
  ],
  ['it gets no commit: its member hangs', evidence({ partitions: [still(0, 5 * MINUTE), ...others] }), false],
  ['its lag is not known', evidence({ partitions: [slow(0, { lag: null }), ...others] }), false],
])('%s', (_, one, found) => {
  expect(hotPartition(one) !== null).toBe(found);
});

test.each<[what: string, evidence: Evidence, says: string]>([
  [
    'it gets more than the others',
    evidence({ partitions: [slow(0, { produced: 90_000 }), ...others] }),
    'Partition orders 0 holds 100 % of the lag (4,500 of 4,500). It gets 77 % of the records of its topic (100/s, a usual partition 10/s): some key is far more frequent than the others.',
  ],
  [
    'it gets what the others get',
    evidence({ partitions: [slow(0), ...others] }),
    'Partition orders 0 holds 100 % of the lag (4,500 of 4,500). It gets no more records than the others (10/s of 40/s over 4 partitions): its records, or the member that holds it, are slow.',
  ],
])('%s', (_, one, says) => {
  expect(textOf(hotPartition(one)?.says ?? [])).toBe(says);
});
