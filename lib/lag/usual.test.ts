import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  judgePartition,
  keepInPlace,
  type LagRules,
  type PartitionMemory,
  type PartitionReading,
} from './partition.ts';
import { keepUsual, usualLag } from './usual.ts';

const NOW = 1_000_000;
const RULES: LagRules = { threePollsMs: 30, inactiveAfterMs: 60, openTransactionAfterMs: 60, unassignedAfterMs: 60 };

const offset = fc.bigInt({ min: 0n, max: 12n });
const since = fc.option(fc.integer({ min: NOW - 100, max: NOW }), { freq: 5 });
const memory = fc.record({
  committed: fc.option(offset, { freq: 9 }),
  movedAtMs: fc.integer({ min: NOW - 100, max: NOW - 1 }),
  lag: fc.option(offset),
  state: fc.constantFrom('ok', 'ok', 'ok', 'truncated', 'expired', 'ahead'),
  sinceMs: fc.integer({ min: NOW - 100, max: NOW - 1 }),
  aheadSinceMs: since,
  unsubscribedSinceMs: since,
  unassignedSinceMs: since,
}) satisfies fc.Arbitrary<PartitionMemory>;
const positions = fc.record({
  committed: offset,
  logStart: offset,
  highWatermark: offset,
  lastStable: offset,
  subscribed: fc.constantFrom(true, null),
});

test('what is usual, the rules judge the same', () => {
  fc.assert(
    fc.property(fc.option(memory, { freq: 9 }), positions, (kept, { subscribed, ...read }) => {
      const before = kept ?? undefined;
      const lag = usualLag(
        before,
        Number(read.committed),
        Number(read.logStart),
        Number(read.highWatermark),
        Number(read.lastStable),
      );
      if (before === undefined || lag < 0) return;
      const reading: PartitionReading = {
        ...read,
        end: read.highWatermark,
        lastStableSinceMs: 0,
        unread: null,
        subscribed,
        assigned: subscribed,
      };
      const verdict = judgePartition(reading, before, RULES, NOW);
      expect(verdict).toMatchObject({ state: 'ok', lag: BigInt(lag), lagIsLastKnown: false, unassigned: false });
      const judged = keepInPlace({ ...before }, verdict.memory);
      const quick = { ...before };
      expect(keepUsual(quick, read.committed, lag, NOW)).toBe(judged.movedAtMs === NOW);
      expect(quick).toEqual(judged);
    }),
    { numRuns: 5_000 },
  );
});

const OK: PartitionMemory = {
  committed: 5n,
  movedAtMs: 1,
  lag: 5n,
  state: 'ok',
  sinceMs: 1,
  aheadSinceMs: null,
  unsubscribedSinceMs: null,
  unassignedSinceMs: null,
};

test.each([
  ['caught up', OK, [10, 0, 10, 10], 0],
  ['behind', OK, [5, 0, 10, 10], 5],
  ['at the log start', OK, [3, 3, 10, 10], 7],
  ['never seen', undefined, [5, 0, 10, 10], -1],
  ['without a commit', OK, [-1, 0, 10, 10], -1],
  ['an unknown log start', OK, [5, -1, 10, 10], -1],
  ['an unknown end', OK, [5, 0, -(2 ** 63), -(2 ** 63)], -1],
  ['before the log start', OK, [2, 3, 10, 10], -1],
  ['ahead', OK, [11, 0, 10, 10], -1],
  ['a transaction open', OK, [5, 0, 10, 9], -1],
  ['not ok before', { ...OK, state: 'truncated' }, [5, 0, 10, 10], -1],
  ['ahead before', { ...OK, aheadSinceMs: 1 }, [5, 0, 10, 10], -1],
  ['in nobody’s hands before', { ...OK, unassignedSinceMs: 1 }, [5, 0, 10, 10], -1],
  ['offsets that are not exact', OK, [2 ** 53, 0, 2 ** 53 + 2, 2 ** 53 + 2], -1],
  ['a lag of more than 68 billion', OK, [0, 0, 2 ** 37, 2 ** 37], -1],
] as const)('%s', (_, before, [committed, logStart, highWatermark, lastStable], expected) => {
  expect(usualLag(before, committed, logStart, highWatermark, lastStable)).toBe(expected);
});
