import { expect, test } from 'vitest';
import type { Evidence } from './evidence.ts';
import { neverCommitted } from './never-committed.ts';
import { textOf } from './sentence.ts';
import { AT, calm, evidence, MINUTE, member, SECOND } from './testing.ts';

const never = (forMs: number, rest: Partial<Evidence> = {}): Evidence => {
  const untold = { committed: null, lag: null, neverCommittedSinceMs: AT - forMs, logStart: 8_800 };
  return evidence({ partitions: [calm(0, untold), calm(1), calm(2), calm(3)], ...rest });
};

/** All of the log is part of a transaction that is open. */
const nothingYet = evidence({
  partitions: [
    calm(0, { committed: null, lag: null, neverCommittedSinceMs: AT - 5 * MINUTE, logStart: 8_800, lastStable: 8_800 }),
  ],
});

test.each<[what: string, evidence: Evidence, found: boolean]>([
  ['for a minute', never(MINUTE), true],
  ['for less', never(MINUTE - 1), false],
  ['held for less', never(5 * MINUTE, { stateSinceMs: AT - 59 * SECOND }), false],
  ['somebody there for less', never(5 * MINUTE, { presentSinceMs: AT - 59 * SECOND }), false],
  ['nobody holds it', never(5 * MINUTE, { members: [member('b', [1, 2, 3])] }), false],
  ['in a rebalance', never(5 * MINUTE, { state: 'PreparingRebalance' }), false],
  ['nothing there is committed that it could be given', nothingYet, false],
  ['all committed', evidence(), false],
])('%s', (_, one, found) => {
  expect(neverCommitted(one) !== null).toBe(found);
});

test('says who holds it', () => {
  expect(textOf(neverCommitted(never(MINUTE))?.says ?? [])).toBe(
    'a (10.0.3.7) holds orders 0, and the group never committed there: up to 1,200 records wait, and nobody knows how many of them were read.',
  );
});
