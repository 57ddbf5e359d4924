import { expect, test } from 'vitest';
import type { Evidence } from './evidence.ts';
import { textOf } from './sentence.ts';
import { stuckTransaction } from './stuck-transaction.ts';
import { AT, calm, evidence, MINUTE, SECOND, still, WINDOW_FROM } from './testing.ts';

/** A group of which the first partition is so. */
const withFirst = (rest: Partial<Evidence['partitions'][number]>): Evidence =>
  evidence({ partitions: [calm(0, rest), calm(1), calm(2), calm(3)] });

const open = (forMs: number, rest: Partial<Evidence['partitions'][number]> = {}) =>
  withFirst({ ...still(0, forMs), openSinceMs: AT - forMs, committed: 10_000, lastStable: 10_000, ...rest });

test.each<[what: string, evidence: Evidence, found: boolean]>([
  ['for a minute', open(MINUTE), true],
  ['for less', open(MINUTE - 1), false],
  ['the group is before it', open(5 * MINUTE, { committed: 9_999 }), false],
  ['a look found markers alone in between', open(5 * MINUTE, { committed: 9_999, waitsForTransaction: true }), true],
  ['it reads past it, records that are not committed too', open(5 * MINUTE, { committed: 10_001 }), false],
  ['nothing waits', open(5 * MINUTE, { lag: 0 }), false],
  [
    'it never committed, and all there is lies behind',
    open(5 * MINUTE, { committed: null, lag: null, logStart: 10_000 }),
    true,
  ],
  ['it never committed, and could have', open(5 * MINUTE, { committed: null, lag: null, logStart: 9_999 }), false],
])('%s', (_, one, found) => {
  expect(stuckTransaction(one) !== null).toBe(found);
});

test.each<[openSinceMs: number, since: string]>([
  [AT - 100 * SECOND, 'since 2026-11-23 14:03:20 UTC (1 min 40 s)'],
  [WINDOW_FROM, 'for more than 15 min'],
])('%d', (openSinceMs, since) => {
  expect(textOf(stuckTransaction(open(5 * MINUTE, { openSinceMs }))?.says ?? [])).toBe(
    `A transaction is open ${since} on orders 0: 3,000 records lie behind it, which a group that reads committed records alone is not given before it ends.`,
  );
});
