import { expect, test } from 'vitest';
import { batchConsumer } from './batch-consumer.ts';
import type { Evidence } from './evidence.ts';
import { textOf } from './sentence.ts';
import { AT, evidence, MINUTE, still } from './testing.ts';

const PATTERN = {
  drains: 3,
  periodMs: 5 * MINUTE,
  longestPeriodMs: 6 * MINUTE,
  peak: 4_000,
  largestPeak: 5_000,
  trough: 20,
  lastDrainAtMs: AT - 4 * MINUTE,
};
const batch = (rest: Partial<Evidence> = {}): Evidence =>
  evidence({
    state: 'Empty',
    members: [],
    memberCount: 0,
    batch: PATTERN,
    partitions: [still(0, 4 * MINUTE)],
    ...rest,
  });
const away = (forMs: number): Partial<Evidence> => ({ batch: { ...PATTERN, lastDrainAtMs: AT - forMs } });

test.each<[what: string, evidence: Evidence, found: boolean]>([
  ['it comes every five minutes', batch(), true],
  ['its lag has no such pattern', batch({ batch: null }), false],
  ['it is away for one and a half times as long as ever', batch(away(9 * MINUTE)), true],
  ['it is away for longer', batch(away(9 * MINUTE + 1)), false],
  ['it has twice the lag it ever had', batch({ partitions: [still(0, 4 * MINUTE, { lag: 10_000 })] }), true],
  ['it has more', batch({ partitions: [still(0, 4 * MINUTE, { lag: 10_001 })] }), false],
  ['it never joins', batch({ assignOnly: true }), false],
])('%s', (_, one, found) => {
  expect(batchConsumer(one) !== null).toBe(found);
});

test('says how often and from what to what', () => {
  expect(textOf(batchConsumer(batch())?.says ?? [])).toBe(
    'It consumes in batches: about every 5 min it drains its lag from 4,000 to 20, 3 times since 2026-11-23 13:46:00 UTC, the last time at 2026-11-23 14:01:00 UTC. High lag in between is normal for it: a rule on the troughs tells when it fails.',
  );
});
