import { describe, expect, test } from 'vitest';
import { seal, slotView } from '#lib/history/body.ts';
import { NO_COMMIT, NOT_OBSERVED, type PartitionException } from '#lib/history/contract.ts';
import { LAG_STATES } from '#lib/lag/state.ts';
import { partitionLags } from './partition-lags.ts';

/** A poll of one topic and one subscription: committed, then log start, high watermark and open, one run after the other. */
function lagsOf(
  committed: bigint[],
  ends: bigint[],
  {
    open = ends.map(() => 0n),
    exceptions = [],
    partitions = Math.max(committed.length, ends.length),
  }: {
    open?: bigint[];
    exceptions?: Partial<PartitionException>[];
    partitions?: number;
  } = {},
  readCommitted = false,
): (number | null)[] {
  const poll = slotView(seal(BigInt64Array.from([...committed, ...ends.map(() => 0n), ...ends, ...open])));
  const places = {
    committed: { offset: 0, partitions: committed.length },
    log: { offset: committed.length, partitions: ends.length },
  };
  const judged = exceptions.map(
    (exception): PartitionException => ({
      partition: 0,
      state: 'ok',
      sinceMs: null,
      lag: null,
      lagIsLastKnown: false,
      reason: null,
      metadata: null,
      ...exception,
    }),
  );
  const lags = partitionLags(poll, places, { partitions, exceptions: judged }, readCommitted);
  return Array.from(lags, (lag) => (Number.isNaN(lag) ? null : lag));
}

test.each([
  ['the end less the commit', [90n], [100n], [10]],
  ['0 where the commit is ahead', [110n], [100n], [0]],
  ['nothing without a commit', [NO_COMMIT], [100n], [null]],
  ['nothing where the commit was not seen', [NOT_OBSERVED], [100n], [null]],
  ['nothing where the end was not seen', [90n], [NOT_OBSERVED], [null]],
  ['exact below 2^53', [0n], [2n ** 53n - 1n], [2 ** 53 - 1]],
  ['nothing for a partition whose end has no place', [1n, 2n], [10n], [9, null]],
  ['nothing for a partition whose commit has no place', [1n], [10n, 10n], [9, null]],
])('%s', (_, committed, ends, lags) => {
  expect(lagsOf(committed, ends)).toEqual(lags);
});

test('a group that reads committed data is measured to the last stable offset', () => {
  expect(lagsOf([90n, 90n], [100n, 100n], { open: [4n, NOT_OBSERVED] }, true)).toEqual([6, null]);
});

describe('what the engine said', () => {
  test.each(LAG_STATES)('of %s counts when it is in the totals', (state) => {
    const counts = ['ok', 'truncated', 'open-transaction'].includes(state);
    expect(lagsOf([90n], [100n], { exceptions: [{ state, lag: '55' }] })).toEqual([counts ? 55 : null]);
  });

  test.each([
    ['a state of another version', { state: 'sleeping', lag: '5' }],
    ['a last known lag', { state: 'ok', lag: '5', lagIsLastKnown: true }],
    ['no number', { state: 'ok', lag: null }],
  ])('does not count with %s', (_, exception) => {
    expect(lagsOf([90n], [100n], { exceptions: [exception] })).toEqual([null]);
  });

  test('about a partition that is not there changes nothing', () => {
    expect(lagsOf([90n], [100n], { exceptions: [{ partition: 7, lag: '1' }] })).toEqual([10]);
  });
});
