import { expect, test } from 'vitest';
import { CAUSE_KINDS, type CauseKind } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { findCauses } from './find-causes.ts';
import { AT, calm, evidence, flow, MINUTE, member, place, slow, still } from './testing.ts';

const kinds = (one: Evidence): CauseKind[] => findCauses(one).map(({ kind }) => kind);
const busy = flow((poll) => ({ produced: poll > 60 ? 1_600 : 400, consumed: 400, lag: 0 }));
const more = { produced: 18_000, producedLately: 12_000 };
const rewind = { atMs: AT - MINUTE, direction: 'back' as const, messages: 9_000, places: [place(0)], partitions: 1 };

test.each<[what: string, evidence: Evidence, kinds: CauseKind[]]>([
  ['a healthy group has none', evidence(), []],
  [
    'a group that never joins and keeps up has none',
    evidence({ assignOnly: true, members: [], memberCount: 0, state: 'Empty' }),
    [],
  ],
  [
    'a member that hangs',
    evidence({ partitions: [still(0, 5 * MINUTE), still(1, 5 * MINUTE), calm(2), calm(3)] }),
    ['hung-member'],
  ],
  ['all that is slow', evidence({ partitions: [0, 1, 2, 3].map((one) => slow(one)) }), ['slow-processing']],
  [
    'what explains most comes first, in the order of kinds',
    evidence({
      flow: busy,
      partitions: [slow(0, { ...more, lag: 60_000, lagEarlier: 59_000 }), slow(1, more), slow(2, more), slow(3, more)],
      members: [member('a', [0, 1]), member('b', [2, 3]), member('c', []), member('d', []), member('e', [])],
      resets: [rewind],
    }),
    ['hot-partition', 'offsets-reset', 'traffic-spike', 'too-few-partitions'],
  ],
  [
    'reset offsets that explain most come before them',
    evidence({ flow: busy, partitions: [slow(0, { ...more, producedLately: 48_000 })], resets: [rewind] }),
    ['offsets-reset', 'traffic-spike'],
  ],
  [
    'Kafka itself comes before the consumer',
    evidence({
      coordinatorOfflineSinceMs: AT - MINUTE,
      partitions: [still(0, 5 * MINUTE, { offline: { sinceMs: null } }), still(1, 5 * MINUTE), calm(2), calm(3)],
    }),
    ['coordinator-offline', 'leader-offline', 'hung-member'],
  ],
  [
    'of a batch consumer nothing else is said',
    evidence({
      state: 'Empty',
      members: [],
      memberCount: 0,
      emptySinceMs: AT - 4 * MINUTE,
      batch: {
        drains: 3,
        periodMs: 5 * MINUTE,
        longestPeriodMs: 5 * MINUTE,
        peak: 4_000,
        largestPeak: 4_000,
        trough: 0,
        lastDrainAtMs: AT - 4 * MINUTE,
      },
      partitions: [still(0, 4 * MINUTE)],
    }),
    ['batch-consumer'],
  ],
])('%s', (_, one, found) => {
  expect(kinds(one)).toEqual(found);
});

test('each kind has its place in the order', () => {
  expect(new Set(CAUSE_KINDS).size).toBe(CAUSE_KINDS.length);
});
