import { expect, test } from 'vitest';
import { worstStatus } from './group-status.ts';
import { dangerRank, REBALANCE_PATIENCE } from './status.ts';

test.each([
  ['no partitions', {}, 0, null],
  ['all well', { OK: 3 }, 0, 'OK'],
  ['an error before a warning that stands first in the order', { NO_DATA: 9, STALLED: 1 }, 0, 'STALLED'],
  ['a short rebalance is calmer than a warning', { REBALANCING: 2, BEHIND: 1 }, 59_999, 'BEHIND'],
  ['a longer one is not', { REBALANCING: 2, BEHIND: 1 }, 60_000, 'REBALANCING'],
  ['nor than what is calm', { REBALANCING: 2, IDLE_BATCH: 1, OK: 1 }, 0, 'REBALANCING'],
  ['names of another version are passed over', { MELTING: 1, OK: 1 }, 0, 'OK'],
] as const)('%s', (_what, counts, rebalancingForMs, status) => {
  expect(worstStatus(counts, rebalancingForMs, REBALANCE_PATIENCE)?.status ?? null).toBe(status);
});

test('the rank has the severity in it', () => {
  expect(worstStatus({ REBALANCING: 1 }, 300_000, REBALANCE_PATIENCE)?.rank).toBe(dangerRank('REBALANCING', 'error'));
});
