import { expect, test } from 'vitest';
import { consumerDown } from './consumer-down.ts';
import type { Evidence } from './evidence.ts';
import { textOf } from './sentence.ts';
import { AT, calm, evidence, MINUTE, SECOND, still } from './testing.ts';

const empty = (forMs: number, rest: Partial<Evidence> = {}): Evidence =>
  evidence({
    state: 'Empty',
    members: [],
    memberCount: 0,
    emptySinceMs: AT - forMs,
    partitions: [still(0, forMs), calm(1, { movedAtMs: null, producedLately: 3_000 })],
    ...rest,
  });

test.each<[what: string, evidence: Evidence, found: boolean]>([
  ['a member is there', evidence({ partitions: [still(0, 5 * MINUTE)] }), false],
  ['nobody for a minute', empty(MINUTE), true],
  ['nobody for less: a deploy', empty(MINUTE - 1), false],
  ['nobody for the S of a group that commits seldom', empty(6 * MINUTE, { silentFromMs: 6 * MINUTE }), true],
  ['nobody for less than that', empty(6 * MINUTE - 1, { silentFromMs: 6 * MINUTE }), false],
  ['nothing waits', empty(5 * MINUTE, { partitions: [calm(0)] }), false],
  ['a commit since', empty(5 * MINUTE, { partitions: [still(0, 30 * SECOND)] }), false],
  ['the group never joins', empty(5 * MINUTE, { assignOnly: true }), false],
  ['a share group', empty(5 * MINUTE, { type: 'share' }), false],
  ['nobody can describe it', empty(5 * MINUTE, { memberCount: null, members: null }), false],
])('%s', (_, one, found) => {
  expect(consumerDown(one) !== null).toBe(found);
});

test.each<[what: string, evidence: Evidence, says: string, sinceMs: number | null]>([
  [
    'since the last member left',
    empty(3 * MINUTE, { lastMembers: ['a', 'b'] }),
    'No members since 2026-11-23 14:02:00 UTC (3 min): a and b left last. 3,000 records wait, and 20/s more come.',
    AT - 3 * MINUTE,
  ],
  [
    'since the last commit, where nobody saw them leave',
    empty(0, { emptySinceMs: null, partitions: [still(0, 4 * MINUTE, { producedLately: 0 })] }),
    'No members, and no commit since 2026-11-23 14:01:00 UTC (4 min). 3,000 records wait.',
    AT - 4 * MINUTE,
  ],
  [
    'longer than was looked at',
    empty(0, { emptySinceMs: null, partitions: [still(0, 0, { movedAtMs: null, producedLately: 0 })] }),
    'No members, and no commit for more than 15 min. 3,000 records wait.',
    null,
  ],
])('says %s', (_, one, says, sinceMs) => {
  const cause = consumerDown(one);
  expect(textOf(cause?.says ?? [])).toBe(says);
  expect(cause?.sinceMs).toBe(sinceMs);
});

const CATCHES_UP = { produced: 9_000, producedLately: 3_000, consumedLately: 9_000, lag: 3_000, behindMs: 12 * MINUTE };
const back = (rest: Partial<Evidence> = {}): Evidence =>
  evidence({
    lastAbsence: { fromMs: AT - 15 * MINUTE, toMs: AT - 5 * MINUTE },
    partitions: [calm(0, CATCHES_UP)],
    ...rest,
  });

test.each<[what: string, evidence: Evidence, found: boolean]>([
  ['is back, and catches up', back(), true],
  ['reads what came since', back({ partitions: [calm(0, { ...CATCHES_UP, behindMs: 5 * MINUTE - 1 })] }), false],
  ['gets no further', back({ partitions: [calm(0, { ...CATCHES_UP, consumedLately: 3_000 })] }), false],
  [
    'was away for a deploy',
    back({ lastAbsence: { fromMs: AT - 5 * MINUTE - 59 * SECOND, toMs: AT - 5 * MINUTE } }),
    false,
  ],
  ['was always there', back({ lastAbsence: null }), false],
  ['has caught up', back({ partitions: [calm(0)] }), false],
])('a group that %s', (_, one, found) => {
  expect(consumerDown(one) !== null).toBe(found);
});

test('says from when to when it was away', () => {
  expect(textOf(consumerDown(back())?.says ?? [])).toBe(
    'It had no members from 2026-11-23 13:50:00 UTC to 2026-11-23 14:00:00 UTC (10 min), and catches up since: it consumes 30/s, and 10/s come. 3,000 records are left.',
  );
});
