import { expect, test } from 'vitest';
import type { Evidence } from './evidence.ts';
import { textOf } from './sentence.ts';
import { slowProcessing } from './slow-processing.ts';
import { calm, evidence, MINUTE, SECOND, slow, still } from './testing.ts';

const all = (rest: Partial<Evidence['partitions'][number]> = {}) => [0, 1, 2, 3].map((one) => slow(one, rest));
const idle = (partition: number) => calm(partition, { produced: 0, producedLately: 0, consumedLately: 0 });
const behind = (rest: Partial<Evidence> = {}): Evidence => evidence({ partitions: all(), ...rest });

test.each<[what: string, evidence: Evidence, found: boolean]>([
  ['all keep up', evidence(), false],
  ['all are behind', behind(), true],
  ['three of four are', behind({ partitions: [slow(0), slow(1), slow(2), calm(3)] }), true],
  ['two of four are', behind({ partitions: [slow(0), slow(1), calm(2), calm(3)] }), false],
  ['idle partitions do not count', behind({ partitions: [slow(0), idle(1), idle(2)], usualProduceRate: 10 }), true],
  ['for no longer than half a minute', behind({ partitions: all({ behindMs: 30 * SECOND }) }), false],
  ['an hour of the day before is not known', behind({ usualProduceRate: null }), false],
  ['more comes than is ordinary', behind({ usualProduceRate: 26 }), false],
  ['that is still ordinary', behind({ usualProduceRate: 40 / 1.5 }), true],
  ['it catches up', behind({ partitions: all({ consumedLately: 3_200 }) }), false],
  ['it keeps its backlog', behind({ partitions: all({ consumedLately: 3_000 }) }), true],
  ['it stands', behind({ partitions: all({ consumedLately: 0 }) }), false],
  ['its members are silent', behind({ partitions: [0, 1, 2, 3].map((one) => still(one, 5 * MINUTE)) }), false],
  ['nobody is there', behind({ memberCount: 0, members: [] }), false],
  ['nobody ever is', behind({ memberCount: 0, members: [], assignOnly: true }), true],
])('%s', (_, one, found) => {
  expect(slowProcessing(one) !== null).toBe(found);
});

test.each<[consumed: number, says: string]>([
  [4_500, 'The group consumes 20/s, and'],
  [7_500, 'The group consumes 20/s, after 40/s just before, and'],
])('having consumed %s in all on each partition', (consumed, begins) => {
  expect(textOf(slowProcessing(behind({ partitions: all({ consumed }) }))?.says ?? [])).toBe(
    `${begins} 40/s come, which is usual (40/s, median of 24 h): its processing is too slow. 4 of 4 partitions are behind alike, by 18,000 records.`,
  );
});
