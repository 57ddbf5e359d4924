import { expect, it } from 'vitest';
import { dangerRank, placeOf, STATUSES, severityOf, severityOfRank, statusOf } from './status.ts';

const SECOND = 1_000;

it.each([
  [0, 'calm'],
  [60 * SECOND - 1, 'calm'],
  [60 * SECOND, 'warn'],
  [300 * SECOND - 1, 'warn'],
  [300 * SECOND, 'error'],
] as const)('takes a rebalance of %i ms for %s', (forMs, severity) => {
  expect(severityOf('REBALANCING', forMs)).toBe(severity);
});

it('has the patience with rebalances that it is given', () => {
  const patience = { warnAfterMs: 2_000, errorAfterMs: 4_000 };
  expect([1_999, 2_000, 4_000].map((ms) => severityOf('REBALANCING', ms, patience))).toEqual(['calm', 'warn', 'error']);
});

it('is calm about what is well, and about a batch between its runs', () => {
  expect(STATUSES.filter((status) => severityOf(status, 3_600_000) === 'calm')).toEqual(['IDLE_BATCH', 'OK']);
});

it('puts severity before the order of statuses', () => {
  const byDanger = STATUSES.map((status) => ({ status, rank: dangerRank(status, severityOf(status, 0)) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ status }) => status);
  expect(byDanger).toEqual([
    'LOST',
    'POSITION_LOST',
    'STOPPED',
    'UNASSIGNED',
    'STALLED',
    'NO_DATA',
    'BLOCKED',
    'REWOUND',
    'NEVER_COMMITTED',
    'LAGGING',
    'BEHIND',
    'REBALANCING',
    'IDLE_BATCH',
    'OK',
  ]);
});

it('finds the severity again in a rank', () => {
  for (const status of STATUSES) {
    for (const severity of ['error', 'warn', 'calm'] as const)
      expect(severityOfRank(dangerRank(status, severity))).toBe(severity);
  }
});

it('knows its names and no others', () => {
  expect(statusOf('STALLED')).toBe('STALLED');
  expect(statusOf('MELTING')).toBeNull();
  expect(statusOf(null)).toBeNull();
  expect(placeOf('NO_DATA')).toBe(0);
  expect(placeOf('OK')).toBe(STATUSES.length - 1);
});
