import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countsInTotal, LAG_STATES, type LagState } from './state.ts';
import { addPartition, addTotals, emptyTotals, type LagTotals } from './totals.ts';

type Judged = [state: LagState, lag: bigint | null];

function totalsOf(partitions: Judged[]): LagTotals {
  const totals = emptyTotals();
  for (const [state, lag] of partitions) addPartition(totals, state, lag);
  return totals;
}

test.each<[what: string, partitions: Judged[], expected: Partial<LagTotals>]>([
  ['nothing', [], { lag: null, knownPartitions: 0, totalPartitions: 0 }],
  ['all caught up is 0, not none', [['ok', 0n]], { lag: 0n, knownPartitions: 1, totalPartitions: 1 }],
  ['nothing known is none, not 0', [['unknown', 7n]], { lag: null, knownPartitions: 0, totalPartitions: 1 }],
  [
    'an unknown beside a known',
    [
      ['ok', 5n],
      ['unknown', 7n],
    ],
    { lag: 5n, knownPartitions: 1, totalPartitions: 2 },
  ],
  [
    'no commit is missing from the sum, and said to be',
    [
      ['ok', 5n],
      ['no-commit', null],
    ],
    { lag: 5n, knownPartitions: 1, totalPartitions: 2 },
  ],
  [
    'expired likewise, with its last lag',
    [
      ['ok', 5n],
      ['expired', 9n],
    ],
    { lag: 5n, knownPartitions: 1, totalPartitions: 2 },
  ],
  ['ahead likewise', [['ahead', null]], { lag: null, knownPartitions: 0, totalPartitions: 1 }],
  [
    'inactive takes no part, but is counted by state',
    [
      ['ok', 5n],
      ['inactive', 9n],
    ],
    { lag: 5n, knownPartitions: 1, totalPartitions: 1, states: { ok: 1, inactive: 1 } },
  ],
  [
    'truncated and open-transaction are in the sum',
    [
      ['truncated', 3n],
      ['open-transaction', 4n],
    ],
    { lag: 7n, knownPartitions: 2, totalPartitions: 2 },
  ],
])('%s', (_what, partitions, expected) => {
  expect(totalsOf(partitions)).toMatchObject(expected);
});

const judged: fc.Arbitrary<Judged> = fc.tuple(
  fc.constantFrom(...LAG_STATES),
  fc.option(fc.bigInt({ min: 0n, max: 2n ** 62n }), { nil: null }),
);

test('the sum holds the known and only the known; every partition is counted once', () => {
  fc.assert(
    fc.property(fc.array(judged), (partitions) => {
      const totals = totalsOf(partitions);
      const known = partitions.filter(([state, lag]) => countsInTotal(state) && lag !== null);
      expect(totals.knownPartitions).toBe(known.length);
      expect(totals.lag).toBe(known.length === 0 ? null : known.reduce((sum, [, lag]) => sum + (lag ?? 0n), 0n));
      expect(totals.totalPartitions).toBe(partitions.filter(([state]) => state !== 'inactive').length);
      expect(Object.values(totals.states).reduce((sum, count) => sum + count, 0)).toBe(partitions.length);
    }),
  );
});

test('a group that adds up its subscriptions has the totals of all their partitions', () => {
  fc.assert(
    fc.property(fc.array(fc.array(judged)), (subscriptions) => {
      const group = emptyTotals();
      for (const partitions of subscriptions) addTotals(group, totalsOf(partitions));
      expect(group).toEqual(totalsOf(subscriptions.flat()));
    }),
  );
});
